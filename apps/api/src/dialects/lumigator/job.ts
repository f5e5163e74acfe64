import type { Run } from '@assay/schemas'
import { parse, Refusal, saying } from '../error.ts'
import { body, uuid } from '../lax.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { locationOf } from './base.ts'
import { nameOfDataset, readDataset } from './dataset.ts'
import { createAnnotation, createEvaluation, createInference } from './job-create.ts'
import { listJobs } from './job-list.ts'
import { type JobOfRun, toJob, toJobResponse, toRayJob } from './job-view.ts'
import { logOf } from './log.ts'
import { notFound } from './not-found.ts'
import { signedUrls } from './signed-url.ts'
import { isEvaluated } from './state.ts'

const ref = body({ job_id: uuid })

const creators = { inference: createInference, annotate: createAnnotation, evaluator: createEvaluation }

export function addJobRoutes(add: AddRoute): void {
  for (const [type, create] of Object.entries(creators)) {
    add('POST', `/api/v1/jobs/${type}/`, async (asked) => {
      const found = await jobOf(asked, await create(asked))
      asked.reply.code(201).header('location', locationOf(asked.request, `jobs/${found.job.id}`))
      return { ...toJobResponse(found), status: 'created', updated_at: null }
    })
  }
  add('GET', '/api/v1/jobs/', listJobs)
  add('GET', '/api/v1/jobs/:job_id', async (asked) => readJob(asked, await findJob(asked)))
  add('GET', '/api/v1/jobs/:job_id/logs', async (asked) => ({ logs: await logOf(asked, await findJob(asked)) }))
  add('GET', '/api/v1/jobs/:job_id/result', async (asked) => {
    const { job } = await findJob(asked)
    if (job.state !== 'succeeded') throw notFound('Job', job.id, ': no result')
    return { id: job.id, job_id: job.id }
  })
  add('GET', '/api/v1/jobs/:job_id/dataset', async (asked) => {
    const { job } = await findJob(asked)
    const absent = new Refusal(422, `Dataset not available: not found using job ID: ${job.id}`)
    if (job.kind !== 'annotation' || job.result === null) throw absent
    return readDataset(asked, job.result.dataset_id, absent)
  })
  add('GET', '/api/v1/jobs/:job_id/result/download', async (asked) => {
    const { job } = await findJob(asked)
    const [download_url] = await signedUrls(asked, [`/jobs/results/${job.id}/results.json`])
    return { id: job.id, download_url }
  })
  add('GET', '/api/jobs/:job_id', async (asked) => toRayJob(await findJob(asked)))
}

/** The only job of a run that was just made. */
async function jobOf({ platform, request }: Asked, { id: run_id }: Run): Promise<JobOfRun> {
  const { jobs, ...run } = await platform.call(request, 'runs.get', { run_id })
  const job = jobs.find(isEvaluated)
  if (!job) throw new TypeError('a run of a model or a metric has a job')
  return { run, job }
}

export async function findJob({ platform, request }: Asked): Promise<JobOfRun> {
  const { job_id } = parse(ref, request.params, 'path')
  const absent = () => notFound('Job', job_id)
  const job = await saying(platform.call(request, 'jobs.get', { job_id }), { JOB_NOT_FOUND: absent })
  const { user_id } = await platform.contextOf(request).authenticate()
  if (!isEvaluated(job) || job.owner_id !== user_id) throw absent()
  const { jobs: _, ...run } = await platform.call(request, 'runs.get', { run_id: job.run_id })
  return { run, job }
}

async function readJob(asked: Asked, found: JobOfRun) {
  const { dataset_id: id } = found.job.spec
  return toJob(found, { id, name: await nameOfDataset(asked, id) })
}
