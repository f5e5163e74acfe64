import { open } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { findLog, type LogBlock, type LogHead, type LogIdentity, listLogChunks } from '@assay/db'
import { DomainError, type LogChunk, logChunk } from '@assay/schemas'
import type { FileDeps } from '../../file/deps.ts'
import { requireWhole } from '../../file/whole-object.ts'

type Deps = Pick<FileDeps, 'db' | 'storage'>

/** A log at a moment, and lines of it. */
export interface LogReading {
  readonly head: LogHead
  /** The chunks that hold the lines after the one that was named; none: there are none yet. */
  readonly chunks: readonly LogChunk[]
}

const chunksAtOnce = 16

/** Reads on from a line, wherever the log is. Throws JOB_NOT_FOUND, OBJECT_DAMAGED. */
export async function readLog(deps: Deps, log: LogIdentity, after_line: number): Promise<LogReading> {
  const head = await getLogHead(deps, log)
  if (head.object_key !== null) return { head, chunks: await readBlock(deps, head, after_line) }
  const chunks = await listLogChunks(deps.db, { ...log, after_line, limit: chunksAtOnce })
  // what was there a moment ago has been moved to storage since
  if (chunks.length === 0 && head.lines > after_line) return readLog(deps, log, after_line)
  return { head, chunks }
}

export async function getLogHead({ db }: Pick<Deps, 'db'>, log: LogIdentity): Promise<LogHead> {
  const head = await findLog(db, log)
  if (!head) throw new DomainError('JOB_NOT_FOUND', { job_id: log.job_id })
  return head
}

async function readBlock(
  deps: Deps,
  { object_key, blocks }: Pick<LogHead, 'object_key' | 'blocks'>,
  after_line: number,
): Promise<LogChunk[]> {
  const block = blocks?.find(({ first_line, lines }) => first_line + lines > after_line + 1)
  if (!block || object_key === null) return []
  await requireWhole(deps, object_key)
  const { first_line, lines, at } = block
  const text = (await readPart(deps, object_key, block.text)).toString()
  return [logChunk.parse({ first_line, lines, at, text, spans: await readSpans(deps, object_key, block) })]
}

export async function readSpans(
  deps: Pick<Deps, 'storage'>,
  object_key: string,
  { spans }: LogBlock,
): Promise<LogChunk['spans']> {
  return logChunk.shape.spans.parse(JSON.parse((await readPart(deps, object_key, spans)).toString()))
}

export async function readPart(
  { storage }: Pick<Deps, 'storage'>,
  object_key: string,
  [start, end]: LogBlock['text'],
): Promise<Buffer> {
  const local = storage.localPath(object_key)
  if (local === undefined) return buffer(await storage.read(object_key, { start, end: end - 1 }))
  await using file = await open(local)
  const { buffer: bytes, bytesRead } = await file.read(Buffer.allocUnsafe(end - start), 0, end - start, start)
  return bytes.subarray(0, bytesRead)
}
