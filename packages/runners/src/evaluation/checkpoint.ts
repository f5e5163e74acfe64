import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { BatchScores } from '@assay/compute'
import type { Log } from '@assay/dispatch'
import type { Metric } from '@assay/metrics'
import { z } from 'zod'
import type { CheckpointParts } from './evaluation-store.ts'

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

/** Batches that attempts of a job have finished, kept so that the next attempt need not score them again. */
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
  readonly log: Log
}

/** A part that is kept, by the first example and the one after the last. */
interface KeptPart {
  readonly name: string
  /** Of its bytes, SHA-256. */
  readonly hash: string
  readonly from: number
  readonly to: number
}

/** Reads what earlier attempts left, if they had the same versions of the metrics. */
export async function openCheckpoint(
  parts: CheckpointParts,
  { job_id, metrics, repeats, log }: Owner,
): Promise<Checkpoint> {
  const versions = JSON.stringify([revision, repeats, ...metrics.map(({ name, version }) => [name, version])])
  const folder = `${createHash('sha256').update(versions).digest('hex').slice(0, 16)}/`
  const stored = await listParts(parts, folder)
  const started_at = performance.now()
  let open: { name: string; batches: ReadonlyMap<string, Finished> } | undefined
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
        .then(() => putPart(parts, folder, batches))
        .catch((error: unknown) => log.warn({ error, job_id }, 'a part of an evaluation could not be kept'))
    }
    return written
  }

  return {
    async find(batch) {
      const first = batch[0]?.example ?? 0
      for (const kept of stored.filter(({ from, to }) => from <= first && first < to)) {
        if (open?.name !== kept.name) open = { name: kept.name, batches: await readPart(parts, kept) }
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
      await parts.remove()
    },
    [Symbol.asyncDispose]: () => write(),
  }
}

/** How much time a killed worker may lose: a twentieth of what it has spent, between one second and thirty. */
function restMs(elapsed_ms: number): number {
  return Math.min(30_000, Math.max(1_000, elapsed_ms / 20))
}

async function listParts(parts: CheckpointParts, folder: string): Promise<KeptPart[]> {
  const names = (await parts.names()).filter((name) => name.startsWith(folder))
  const kept = names.flatMap((name): KeptPart[] => {
    const [from, to, hash] = name.slice(folder.length).split('-')
    return hash === undefined ? [] : [{ name, from: Number(from), to: Number(to), hash }]
  })
  return kept.toSorted((a, b) => a.from - b.from)
}

/** One that is not as it was kept, or is listed though it is gone, counts as none: its batches are scored again. */
async function readPart(parts: CheckpointParts, { name, hash }: KeptPart): Promise<ReadonlyMap<string, Finished>> {
  const kept = await parts.read(name)
  const bytes = kept && (await buffer(kept))
  if (bytes === undefined || hashOf(bytes) !== hash) return new Map()
  const batches = part.parse(JSON.parse(bytes.toString()))
  return new Map(batches.map((batch) => [nameOf(batch.first, batch.examples), batch]))
}

async function putPart(parts: CheckpointParts, folder: string, batches: readonly Finished[]): Promise<void> {
  const from = Math.min(...batches.map(({ first }) => first))
  const to = Math.max(...batches.map(({ first, examples }) => first + examples))
  const kept = batches.map(({ summands: statistics, ...batch }) => ({ ...batch, statistics }))
  const text = JSON.stringify(kept, (_, value: unknown) => (value instanceof Float64Array ? [...value] : value))
  const bytes = Buffer.from(text)
  await parts.put(`${folder}${from}-${to}-${hashOf(bytes)}`, bytes)
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function nameOf(first: number, examples: number): string {
  return `${first}+${examples}`
}
