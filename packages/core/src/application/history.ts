import type { Readable } from 'node:stream'
import { type RecordedRun, recordRun } from '@assay/engine'
import {
  type ApplicationResult,
  type AttemptOutput,
  applicationEntry,
  applicationSpec,
  type LogChunk,
} from '@assay/schemas'
import { newObjectKey } from '../file/object-key.ts'
import type { RunDeps } from '../run/deps.ts'
import { settleApplications } from './settled.ts'

/** A file that a job has left elsewhere. */
export interface BroughtFile {
  /** Which output it is of. */
  readonly output: string
  /** Where it stands in that. */
  readonly path: string
  open(): Readable
}

/** A job of an application that was executed elsewhere. */
export interface BroughtJob {
  readonly name: string
  readonly application: string
  readonly version: string
  readonly parameters: Readonly<Record<string, string>>
  /** What went wrong; null: it succeeded. */
  readonly failed: string | null
  readonly log: string
  /** ISO 8601. */
  readonly started_at: string
  readonly finished_at: string
  readonly files: AsyncIterable<BroughtFile>
}

/** A run of such. */
export interface BroughtRun extends Omit<RecordedRun, 'jobs'> {
  readonly jobs: readonly BroughtJob[]
}

const outputs = { result: {}, temps: { from: 'temp', to: 'temp', optional: true } }
const shell = 'echo "This was executed elsewhere: run the application itself." >&2; exit 1'

/** Makes a run of what was executed elsewhere, with its logs and its files; its id. */
export async function bringRun(deps: Pick<RunDeps, 'db' | 'hints' | 'storage'>, run: BroughtRun): Promise<string> {
  const jobs = []
  for (const job of run.jobs) jobs.push(await toRecorded(deps, job))
  return recordRun({ ...deps, onSettled: settleApplications }, { ...run, jobs })
}

async function toRecorded(
  { storage }: Pick<RunDeps, 'storage'>,
  job: BroughtJob,
): Promise<RecordedRun['jobs'][number]> {
  const { name, log, failed, started_at, finished_at } = job
  const kept: AttemptOutput[] = []
  for await (const { output, path, open } of job.files) {
    const object_key = newObjectKey()
    kept.push({ name: output, path, object_key, ...(await storage.put(object_key, open())) })
  }
  const error = { code: 'COMMAND_FAILED', message: failed ?? '', data: {} }
  return {
    ...{ name, kind: 'application', spec: specOf(job), started_at, finished_at, log: chunksOf(log, started_at) },
    end:
      failed === null
        ? { kind: 'succeeded', result: { ...resultOf(job, kept) }, outputs: kept }
        : { kind: 'failed', error, retryable: false },
  }
}

/** What it was, as far as that is known; tried again, it says that this was not here. */
function specOf({ name, application, version, parameters }: BroughtJob) {
  const entry = applicationEntry.parse({ application, version, entrypoint: name, shell, outputs })
  return applicationSpec.parse({
    ...entry,
    ...{ kind: 'application', executor: 'process', image: null, registry_secret: null, user: null, parameters },
    ...{ command: ['/bin/sh', '-c', shell], files: [], inputs: [], bindings: [], deterministic: false },
    retention_days: null,
  })
}

function resultOf({ started_at, finished_at }: BroughtJob, kept: readonly AttemptOutput[]): ApplicationResult {
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1_000
  const unknown = { cpu_seconds: null, peak_memory_bytes: null, gpu_peak_memory_bytes: null, gpu_utilization: null }
  const output_bytes = kept.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
  return { ...unknown, exit_code: 0, image_digest: null, seconds, output_files: kept.length, output_bytes, notices: [] }
}

const linesOfChunk = 1_000

function chunksOf(text: string, at: string): LogChunk[] {
  const lines = text.replace(/\n$/, '').split('\n')
  if (text === '') return []
  return Array.from({ length: Math.ceil(lines.length / linesOfChunk) }, (_, index) => {
    const some = lines.slice(index * linesOfChunk, (index + 1) * linesOfChunk)
    const first_line = index * linesOfChunk + 1
    return { first_line, lines: some.length, at, spans: [[some.length, 0, 0]], text: `${some.join('\n')}\n` }
  })
}
