import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Dispatcher, type WorkSource } from '@assay/dispatch'
import { type Executor, openProcessExecutor } from '@assay/executors'
import {
  type ApplicationSpec,
  type AttemptEnd,
  applicationEntry,
  type ClaimedJob,
  type JobMaterial,
  type StagedFile,
} from '@assay/schemas'
import { onTestFinished } from 'vitest'
import { createApplicationRunner, type JobBytes, openWorkDirectory } from '../src/index.ts'

const program = process.env['ASSAY_TEST_BWRAP']

/** One for all tests of a file. */
export async function openExecutor(): Promise<Executor> {
  return openProcessExecutor({ graceMilliseconds: 500, ...(program !== undefined && { bubblewrap: program }) })
}

export async function makeDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'assay-runner-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Bytes that are kept in memory. */
export class KeptBytes implements JobBytes {
  readonly #blobs = new Map<string, Buffer>()
  readonly written = new Map<string, string>()
  given: JobMaterial = { inputs: [], secrets: {}, registry: null }
  rooms: number[] = []

  /** A file that the job is to find. */
  file(path: string, text: string): StagedFile {
    const blob_id = randomUUID()
    const bytes = Buffer.from(text)
    this.#blobs.set(blob_id, bytes)
    return { path, from: null, blob_id, size_bytes: bytes.length, sha256: hashOf(bytes) }
  }

  material = async () => this.given
  read = async (_: unknown, blob_id: string) => Readable.from([this.#blobs.get(blob_id) ?? Buffer.alloc(0)])
  write: JobBytes['write'] = async (_, { name, path, bytes, room_bytes }) => {
    const whole = await buffer(bytes)
    this.rooms.push(room_bytes)
    this.written.set(`${name}:${path}`, whole.toString())
    return { name, path, object_key: randomUUID(), sha256: hashOf(whole), size_bytes: whole.length }
  }
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What a job does that says nothing else than this. */
export function specOf(given: Partial<ApplicationSpec> & { readonly shell?: string }): ApplicationSpec {
  const { shell = 'true', ...spec } = given
  const entry = applicationEntry.parse({ application: 'a', version: '1', entrypoint: 'b', shell: 'true' })
  return {
    kind: 'application',
    ...{ application: 'a', version: '1', entrypoint: 'b', executor: 'process', image: null },
    ...{ registry_secret: null, user: null, parameters: {}, files: [], inputs: [], bindings: [] },
    // a dollar sign of a command is written twice
    command: ['/bin/sh', '-c', shell.replaceAll('$', '$$$$')],
    ...{ outputs: entry.outputs, environment: {}, secrets: [], checks: [], labels: [], network: false },
    resources: { ...entry.resources, memory_bytes: 128 << 20 },
    ...{ deterministic: true, timeout_seconds: 30, retry: entry.retry, retention_days: null },
    ...spec,
  }
}

interface Ended {
  readonly end: AttemptEnd
  readonly log: string
  readonly noted: readonly (string | null | undefined)[]
}

export interface Hand {
  readonly executor: Executor
  readonly bytes?: KeptBytes
  readonly directory?: string
  /** Called with all of the log so far. */
  readonly onLog?: (text: string, stop: () => void) => void
}

/** Executes one job as a worker does, and tells how its attempt ended. */
export async function executed(spec: ApplicationSpec, hand: Hand): Promise<Ended> {
  const { executor, bytes = new KeptBytes(), directory = await makeDirectory() } = hand
  await using work_directory = await openWorkDirectory(directory, quiet)
  const runner = createApplicationRunner({ executors: { process: executor }, bytes, work_directory })
  const ended = Promise.withResolvers<AttemptEnd>()
  const job: ClaimedJob = {
    ...{ id: randomUUID(), run_id: randomUUID(), owner_id: randomUUID(), worker_id: randomUUID() },
    ...{ name: 'only', kind: 'application', spec, attempt: 1 },
    requires: null,
    gpus: null,
  }
  const source = new OneJob(job, ended.resolve, hand.onLog)
  const dispatcher = new Dispatcher({ source, slots: 1, runners: { application: runner }, log: quiet })
  const end = await ended.promise
  await dispatcher.drain()
  return { end, log: source.text, noted: source.noted }
}

export const quiet = { info: () => {}, warn: () => {}, error: () => {} }

/** A source that has one job. */
class OneJob implements WorkSource {
  readonly #job: ClaimedJob
  readonly #onEnd: (end: AttemptEnd) => void
  readonly #onLog: Hand['onLog']
  #isTaken = false
  #isToStop = false
  #wakeStops = () => {}
  text = ''
  readonly noted: (string | null | undefined)[] = []
  readonly renewal_ms = 60_000

  constructor(job: ClaimedJob, onEnd: (end: AttemptEnd) => void, onLog: Hand['onLog']) {
    this.#job = job
    this.#onEnd = onEnd
    this.#onLog = onLog
  }

  get worker_id() {
    return this.#job.worker_id
  }

  async claim() {
    const jobs = this.#isTaken ? [] : [this.#job]
    this.#isTaken = true
    return { jobs, is_partial: false }
  }

  held: WorkSource['held'] = async () => {
    const { id: job_id, run_id, attempt } = this.#job
    return [{ job_id, run_id, attempt, stop_requested: this.#isToStop }]
  }

  settle: WorkSource['settle'] = async (endings) => {
    for (const { end } of endings) this.#onEnd(end)
    return { moved: new Set(endings.map(({ job_id }) => job_id)), jobs: [], is_partial: false }
  }

  note: WorkSource['note'] = async (notes) => {
    for (const { waiting_for } of notes) this.noted.push(waiting_for)
  }

  log: WorkSource['log'] = async (entries) => {
    for (const { chunk } of entries) this.text += chunk?.text ?? ''
    this.#onLog?.(this.text, () => {
      this.#isToStop = true
      this.#wakeStops()
    })
  }

  watch: WorkSource['watch'] = ({ stops }) => {
    this.#wakeStops = stops
    return () => {}
  }

  readopt = async () => new Set<string>()
  renew = async () => {}
  close = async () => {}
  isOutage = () => false
}
