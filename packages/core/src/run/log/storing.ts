import {
  closeLog,
  deleteLogChunks,
  findLogsToKeep,
  insertBlobs,
  keepLog,
  type LogBlock,
  type LogIdentity,
  listLogChunks,
  newId,
} from '@assay/db'
import type { LogChunk } from '@assay/schemas'
import { newObjectKey } from '../../file/object-key.ts'
import type { RunDeps } from '../deps.ts'
import { joinChunks } from './lines.ts'

type Deps = Pick<RunDeps, 'db' | 'storage'>

const chunksAtOnce = 64
const blockBytes = 262_144
const sweptAtOnce = 1_000

/**
 * Moves a log to which nothing more comes to storage: its text, behind it when each line came and from where. Safe to
 * do twice.
 */
export async function storeLog(deps: Deps, log: LogIdentity): Promise<void> {
  if (!(await closeLog(deps.db, log))) return
  const job = await deps.db.selectFrom('jobs').select('owner_id').where('id', '=', log.job_id).executeTakeFirst()
  if (!job) return
  const object_key = newObjectKey()
  const writing = new LogObject(deps, log)
  const stored = await deps.storage.put(object_key, writing.bytes())
  const blob_id = newId()
  const isKept = await deps.db.transaction().execute(async (trx) => {
    await insertBlobs(trx, [{ id: blob_id, owner_id: job.owner_id, object_key, ...stored }])
    if (!(await keepLog(trx, { ...log, blob_id, blocks: writing.blocks }))) {
      await trx.deleteFrom('blobs').where('id', '=', blob_id).execute()
      return false
    }
    await deleteLogChunks(trx, log)
    return true
  })
  if (!isKept) await deps.storage.delete(object_key)
}

/** Sees to logs that nobody has moved to storage, such as those of workers that died. */
export async function sweepLogs(deps: Pick<RunDeps, 'db' | 'queue'>): Promise<void> {
  const logs = await findLogsToKeep(deps.db, sweptAtOnce)
  await deps.db.transaction().execute((trx) => deps.queue.enqueueAll(trx, 'log.store', logs))
}

/** The object of a log; `blocks` says what is where once its bytes have been read. */
class LogObject {
  readonly #deps: Pick<Deps, 'db'>
  readonly #log: LogIdentity
  readonly blocks: LogBlock[] = []

  constructor(deps: Pick<Deps, 'db'>, log: LogIdentity) {
    this.#deps = deps
    this.#log = log
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const texts: Omit<LogBlock, 'spans'>[] = []
    const all_spans: Buffer[] = []
    let position = 0
    for await (const { text, spans, ...block } of this.#joined()) {
      const bytes = Buffer.from(text)
      yield bytes
      texts.push({ ...block, text: [position, position + bytes.length] })
      all_spans.push(Buffer.from(JSON.stringify(spans)))
      position += bytes.length
    }
    for (const [index, block] of texts.entries()) {
      const bytes = all_spans[index] ?? Buffer.alloc(0)
      yield bytes
      this.blocks.push({ ...block, spans: [position, position + bytes.length] })
      position += bytes.length
    }
  }

  async *#joined(): AsyncGenerator<LogChunk> {
    let [bytes, waiting]: [number, LogChunk[]] = [0, []]
    for await (const chunk of this.#chunks()) {
      waiting.push(chunk)
      bytes += chunk.text.length
      if (bytes < blockBytes) continue
      yield* joined(waiting)
      ;[bytes, waiting] = [0, []]
    }
    yield* joined(waiting)
  }

  async *#chunks(): AsyncGenerator<LogChunk> {
    for (let after_line = 0; ; ) {
      const chunks = await listLogChunks(this.#deps.db, { ...this.#log, after_line, limit: chunksAtOnce })
      yield* chunks
      const last = chunks.at(-1)
      if (!last) return
      after_line = last.first_line + last.lines - 1
    }
  }
}

function joined([first, ...others]: readonly LogChunk[]): LogChunk[] {
  return first ? [joinChunks([first, ...others])] : []
}
