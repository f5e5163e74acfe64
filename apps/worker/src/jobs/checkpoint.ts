import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { BatchScores } from '@assay/compute'
import { checkpointPrefix } from '@assay/core'
import type { Metric } from '@assay/metrics'
import { ObjectMissing, type Storage } from '@assay/storage'
import { z } from 'zod'
import type { JobDeps } from './job-deps.ts'

const values = z
  .array(z.number().nullable())
  .transform((list) => Float64Array.from(list, (value) => value ?? Number.NaN))
const part = z.array(
  z
    .object({
      first: z.number().int(),
      examples: z.number().int(),
      scores: z.record(z.string(), values),
      unscored: z.record(z.string(), z.array(z.object({ position: z.number().int(), reason: z.string() }))),
      statistics: z.record(z.string(), values),
    })
    .transform(({ statistics: summands, ...batch }): Finished => ({ ...batch, summands })),
)

/** Changes with the contents of a part: older parts are then not read. */
const revision = 3

interface Finished extends BatchScores {
  readonly first: number
  readonly examples: number
}

/** A batch, of which only the numbers of its examples matter here. */
type Batch = readonly { readonly example: number }[]

/** Batches that attempts of a job have finished, kept in storage so that the next attempt need not score them again. */
export interface Checkpoint extends AsyncDisposable {
  /** The scores of a batch, if an earlier attempt finished it. */
  find(batch: Batch): Promise<BatchScores | undefined>
  /** Remembers a finished batch; it is written within seconds, or when the checkpoint is disposed of. */
  keep(batch: Batch, scores: BatchScores): void
  /** Deletes all parts, when the job no longer needs them. */
  remove(): Promise<void>
}

interface Owner {
  readonly job_id: string
  readonly metrics: readonly Metric[]
  readonly repeats: number
}

/** A part in storage, by the first example and the one after the last. */
interface StoredPart {
  readonly key: string
  /** Of its bytes, SHA-256. */
  readonly hash: string
  readonly from: number
  readonly to: number
}

/** Reads what earlier attempts left, if they had the same versions of the metrics. */
export async function openCheckpoint(
  { storage, log }: Pick<JobDeps, 'storage' | 'log'>,
  { job_id, metrics, repeats }: Owner,
): Promise<Checkpoint> {
  const prefix = checkpointPrefix(job_id)
  const versions = JSON.stringify([revision, repeats, ...metrics.map(({ name, version }) => [name, version])])
  const folder = `${prefix}${createHash('sha256').update(versions).digest('hex').slice(0, 16)}/`
  const stored = await listParts(storage, folder)
  const started_at = performance.now()
  let open: { key: string; batches: ReadonlyMap<string, Finished> } | undefined
  let pending: Finished[] = []
  let timer: NodeJS.Timeout | undefined
  let written = Promise.resolve()

  /** A part that cannot be stored costs time after an interruption, nothing else. */
  function write(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const batches = pending
    pending = []
    if (batches.length > 0) {
      written = written
        .then(() => putPart(storage, folder, batches))
        .catch((error: unknown) => log.warn({ error, job_id }, 'a part of an evaluation could not be kept'))
    }
    return written
  }

  return {
    async find(batch) {
      const first = batch[0]?.example ?? 0
      for (const kept of stored.filter(({ from, to }) => from <= first && first < to)) {
        if (open?.key !== kept.key) open = { key: kept.key, batches: await readPart(storage, kept) }
        const found = open.batches.get(nameOf(first, batch.length))
        if (found) return found
      }
      return undefined
    },
    keep(batch, scores) {
      pending.push({ first: batch[0]?.example ?? 0, examples: batch.length, ...scores })
      timer ??= setTimeout(() => void write(), restMs(performance.now() - started_at))
    },
    async remove() {
      clearTimeout(timer)
      pending = []
      await written
      for await (const { key } of storage.list(prefix)) await storage.delete(key)
    },
    [Symbol.asyncDispose]: () => write(),
  }
}

/** How much time a killed worker may lose: a twentieth of what it has spent, between one second and thirty. */
function restMs(elapsed_ms: number): number {
  return Math.min(30_000, Math.max(1_000, elapsed_ms / 20))
}

async function listParts(storage: Storage, folder: string): Promise<StoredPart[]> {
  const parts: StoredPart[] = []
  for await (const { key } of storage.list(folder)) {
    const [from, to, hash] = key.slice(folder.length).split('-')
    if (hash !== undefined) parts.push({ key, from: Number(from), to: Number(to), hash })
  }
  return parts.toSorted((a, b) => a.from - b.from)
}

/** One that is not as it was kept, or is listed though it is gone, counts as none: its batches are scored again. */
async function readPart(storage: Storage, { key, hash }: StoredPart): Promise<ReadonlyMap<string, Finished>> {
  const bytes = await readWhole(storage, key)
  if (bytes === undefined || hashOf(bytes) !== hash) return new Map()
  const batches = part.parse(JSON.parse(bytes.toString()))
  return new Map(batches.map((batch) => [nameOf(batch.first, batch.examples), batch]))
}

async function readWhole(storage: Storage, key: string): Promise<Buffer | undefined> {
  try {
    return await buffer(await storage.read(key))
  } catch (error) {
    if (error instanceof ObjectMissing) return undefined
    throw error
  }
}

async function putPart(storage: Storage, folder: string, batches: readonly Finished[]): Promise<void> {
  const from = Math.min(...batches.map(({ first }) => first))
  const to = Math.max(...batches.map(({ first, examples }) => first + examples))
  const kept = batches.map(({ summands: statistics, ...batch }) => ({ ...batch, statistics }))
  const text = JSON.stringify(kept, (_, value: unknown) => (value instanceof Float64Array ? [...value] : value))
  const bytes = Buffer.from(text)
  await storage.put(`${folder}${from}-${to}-${hashOf(bytes)}`, Readable.from([bytes]))
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function nameOf(first: number, examples: number): string {
  return `${first}+${examples}`
}
