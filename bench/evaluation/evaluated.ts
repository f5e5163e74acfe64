import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Actor } from '@assay/access'
import {
  appendToUpload,
  type CoreDeps,
  createDataset,
  createExperiment,
  createUpload,
  evaluate,
  getRunDetail,
  ingestDataset,
} from '@assay/core'
import { z } from 'zod'
import { startChild } from '../measure/child.ts'
import { addOwner } from '../platform/no-op.ts'

/** An evaluation, and the worker that did nothing else. */
export interface Evaluated {
  readonly examples: number
  /** From the start of its attempt to its end, in seconds. */
  readonly seconds: number
  /** The most memory that the process of the worker has held, its computing threads included. */
  readonly peak_bytes: number
  /** What it held before it had anything to do. */
  readonly idle_bytes: number
}

interface Place {
  readonly core: CoreDeps
  readonly database_url: string
  readonly directory: string
}

/** Evaluates the predictions of a file with ROUGE, by a worker in a process of its own. */
export async function evaluateFile({ core, database_url, directory }: Place, path: string): Promise<Evaluated> {
  const actor: Actor = { user_id: await addOwner(core.db), email: '', groups: ['users'] }
  const experiment_id = await addExperiment(core, actor, path)
  await using worker = await startChild(
    new URL('worker-process.ts', import.meta.url),
    [database_url, directory],
    z.literal('ready'),
  )
  const pid = worker.child.pid ?? 0
  const idle_bytes = await memoryOf(pid, 'VmRSS')
  const { items } = await evaluate(core, actor, {
    experiment_id,
    models: [{ provider: 'dataset', column: 'predictions' }],
    metrics: ['rouge'],
    max_samples: null,
    max_failed_ratio: 0,
    repeats: 1,
    seed: 0,
    labels: [],
    priority: 0,
    deadline_at: null,
    force_rerun: true,
  })
  const run_id = items[0]?.id ?? ''
  let run = await getRunDetail(core, actor, { run_id, wait_seconds: 60 })
  while (run.finished_at === null) run = await getRunDetail(core, actor, { run_id, wait_seconds: 60 })
  if (run.state !== 'succeeded') throw new Error(`the evaluation ${run.state}`)
  const seconds = (Date.parse(run.finished_at) - Date.parse(run.started_at ?? '')) / 1000
  const [job] = run.jobs
  if (job?.kind !== 'evaluation' || job.result === null) throw new Error('nothing was evaluated')
  return { examples: job.result.examples, seconds, idle_bytes, peak_bytes: await memoryOf(pid, 'VmHWM') }
}

async function addExperiment(core: CoreDeps, actor: Actor, path: string): Promise<string> {
  const { size } = await stat(path)
  const { id: upload_id } = await createUpload(core, actor, { filename: 'texts.jsonl', size_bytes: size })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: createReadStream(path) })
  const dataset = await createDataset(core, actor, { upload_id })
  await ingestDataset(core, { dataset_id: dataset.id })
  const experiment = await createExperiment(core, actor, {
    name: 'texts',
    description: '',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
    columns: {},
    primary_metric: 'rougeL',
  })
  return experiment.id
}

/** From /proc, so on Linux only. */
async function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) * 1024
}
