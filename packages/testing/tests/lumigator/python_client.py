"""Speaks to the dialect as the ancestor's SDK does: JSON without a media type, no slash at the end, redirects followed."""

import json
import sys
import time

import pyarrow
import requests

host, csv = sys.argv[1:]
base = f"http://{host}/api/v1"


def call(method, path, body=None, **more):
    data = None if body is None else json.dumps(body)
    answer = requests.request(method, f"{base}/{path}", data=data, timeout=10, **more)
    answer.raise_for_status()
    return answer


def wait_for(job_id):
    while True:
        ray = requests.get(f"http://{host}/api/jobs/{job_id}", timeout=10).json()
        if ray["status"] in ("SUCCEEDED", "FAILED", "STOPPED"):
            return ray["status"]
        time.sleep(0.1)


def wait_for_workflow(workflow_id):
    while True:
        details = call("GET", f"workflows/{workflow_id}").json()
        if details["status"] in ("succeeded", "failed"):
            return details
        time.sleep(0.1)


def read_arrow(dataset_id):
    urls = call("GET", f"datasets/{dataset_id}/download", params={"extension": "arrow"}).json()["download_urls"]
    content = requests.get(urls[0], timeout=10).content
    return pyarrow.ipc.open_stream(content).read_all()


call("GET", "health")
with open(csv, "rb") as file:
    uploaded = requests.post(f"{base}/datasets", files={"dataset": file, "format": (None, "job")}, timeout=10)
dataset = uploaded.json()
table = read_arrow(dataset["id"])

job_config = {"job_type": "annotate", "model": "lead-1", "provider": "assay"}
job = call("POST", "jobs/annotate", {"name": "refs", "dataset": dataset["id"], "max_samples": "2", "job_config": job_config})
job_status = wait_for(job.json()["id"])
written = call("GET", f"jobs/{job.json()['id']}/dataset").json()

experiment = call("POST", "experiments", {"name": "python", "dataset": written["id"], "id": 1}).json()
workflow = {"name": "w", "experiment_id": experiment["id"], "model": "lead-3", "provider": "assay", "metrics": ["rouge"]}
details = wait_for_workflow(call("POST", "workflows", workflow).json()["id"])
compiled = requests.get(details["artifacts_download_url"], timeout=10).json()

json.dump(
    {
        "redirects": [[step.status_code for step in answer.history] for answer in (uploaded, job)],
        "location": job.headers["Location"],
        "fields": {field.name: str(field.type) for field in table.schema},
        "rows": table.to_pylist(),
        "job_status": job_status,
        "written": read_arrow(written["id"]).to_pylist(),
        "metrics": details["metrics"],
        "predictions": compiled["artifacts"]["predictions"],
        "deleted": call("DELETE", f"datasets/{dataset['id']}").status_code,
    },
    sys.stdout,
)
