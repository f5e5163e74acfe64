import { buffer } from 'node:stream/consumers'
import { predictionOutput, scoreOutput } from '@assay/compute'
import type { RunDetailRow } from '@assay/db'
import { z } from 'zod'
import type { EvaluatedRun } from '../../evaluation/evaluated-run.ts'
import type { ExportDeps } from '../deps.ts'
import { publicModel } from '../public-model.ts'
import { ask, type Entry, type MlflowServer, putArtifact } from './mlflow-server.ts'
import { metricsOf, paramsOf, tagsOf } from './run-values.ts'

const completeTag = 'assay.complete'
const mostParams = 100
const mostMetrics = 1000
/** What is larger would be held in memory while it is sent: it stays where it is, and a tag says so. */
const mostArtifactBytes = 64 * 1_048_576

const mlflowRun = z.object({
  info: z.object({ run_id: z.string(), artifact_uri: z.string().default('') }),
  data: z.object({ tags: z.array(z.object({ key: z.string(), value: z.string() })).default([]) }).default({ tags: [] }),
})
const found = z.object({ runs: z.array(mlflowRun).default([]) })
const created = z.object({ run: mlflowRun })
const nothing = z.object({})

interface Exporting {
  readonly server: MlflowServer
  readonly mlflow_experiment_id: string
  readonly row: RunDetailRow
  /** Undefined: it did not succeed. */
  readonly evaluated: EvaluatedRun | undefined
}

export interface ExportedToMlflow {
  readonly run_id: string
  readonly mlflow_run_id: string
  readonly is_new: boolean
}

/**
 * Writes a run, unless it is there: it is found by its id among the tags. One that was broken off is gone on with, and
 * counts as written when its last tag is there.
 */
export async function exportRun(deps: ExportDeps, exporting: Exporting): Promise<ExportedToMlflow> {
  const { server, row } = exporting
  const here = await findRun(exporting)
  const isComplete = here?.data.tags.some(({ key }) => key === completeTag)
  if (here && isComplete) return { run_id: row.id, mlflow_run_id: here.info.run_id, is_new: false }
  const { info } = here ?? (await createRun(exporting))
  const left_out = await writeValues(deps, exporting, info)
  const tags = [...left_out, { key: completeTag, value: new Date().toISOString() }]
  const status = { succeeded: 'FINISHED', failed: 'FAILED', stopped: 'KILLED' }[row.state as string] ?? 'FAILED'
  const end_time = Date.parse(row.finished_at ?? row.created_at)
  await ask(server, 'runs/update', { body: { run_id: info.run_id, status, end_time }, answer: nothing })
  await ask(server, 'runs/log-batch', { body: { run_id: info.run_id, tags }, answer: nothing })
  return { run_id: row.id, mlflow_run_id: info.run_id, is_new: true }
}

async function findRun({ server, mlflow_experiment_id, row }: Exporting) {
  const filter = `tags.\`assay.run_id\` = '${row.id}'`
  const body = { experiment_ids: [mlflow_experiment_id], filter, max_results: 1 }
  const { runs } = await ask(server, 'runs/search', { body, answer: found })
  return runs[0]
}

async function createRun({ server, mlflow_experiment_id: experiment_id, row }: Exporting) {
  const start_time = Date.parse(row.started_at ?? row.created_at)
  const body = { experiment_id, run_name: row.name, start_time, tags: tagsOf(row) }
  return (await ask(server, 'runs/create', { body, answer: created })).run
}

type Info = z.infer<typeof mlflowRun>['info']

async function writeValues(deps: ExportDeps, { server, row, evaluated }: Exporting, info: Info): Promise<Entry[]> {
  if (!evaluated) return []
  const log = (values: object) =>
    ask(server, 'runs/log-batch', { body: { run_id: info.run_id, ...values }, answer: nothing })
  for (const params of inBatches(paramsOf(evaluated), mostParams)) await log({ params })
  for (const metrics of inBatches(metricsOf(evaluated, row.finished_at ?? row.created_at), mostMetrics)) {
    await log({ metrics })
  }
  return putArtifacts(deps, { server, evaluated, artifact_uri: info.artifact_uri })
}

interface Artifacts {
  readonly server: MlflowServer
  readonly evaluated: EvaluatedRun
  readonly artifact_uri: string
}

async function putArtifacts({ storage }: ExportDeps, { server, evaluated, artifact_uri }: Artifacts): Promise<Entry[]> {
  const { model, inference, evaluation, prediction_keys, object_key, ...run } = evaluated
  const told = { name: run.name, model: model && publicModel(model), columns: run.columns, evaluation }
  const bytes = new TextEncoder().encode(`${JSON.stringify(told, null, 2)}\n`)
  await putArtifact(server, artifact_uri, { path: 'evaluation.json', bytes, type: 'application/json' })
  const left_out: string[] = []
  const files = [
    { path: `${scoreOutput}.parquet`, key: object_key },
    ...prediction_keys.map((key, at) => ({ path: `${predictionOutput}-${at + 1}.parquet`, key })),
  ]
  for (const { path, key } of files) {
    const size_bytes = (await storage.stat(key))?.size_bytes ?? 0
    if (size_bytes > mostArtifactBytes) left_out.push(path)
    else {
      const content = new Uint8Array(await buffer(await storage.read(key)))
      await putArtifact(server, artifact_uri, { path, bytes: content, type: 'application/octet-stream' })
    }
  }
  return left_out.length === 0 ? [] : [{ key: 'assay.left_out', value: left_out.join(', ') }]
}

function inBatches<Value>(values: readonly Value[], most: number): Value[][] {
  return Array.from({ length: Math.ceil(values.length / most) }, (_, at) => values.slice(at * most, (at + 1) * most))
}
