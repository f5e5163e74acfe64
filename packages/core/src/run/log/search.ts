import type { Actor } from '@assay/access'
import { countLogLinesWith, type LogBlock, type LogIdentity, listLogChunksWith } from '@assay/db'
import type { LogChunk, LogLine, LogSearch, logSearchInput } from '@assay/schemas'
import type { z } from 'zod'
import { requireWhole } from '../../file/whole-object.ts'
import type { RunDeps } from '../deps.ts'
import { countLinesWith, linesOf } from './lines.ts'
import { getReadableLog } from './log.ts'
import { getLogHead, readPart, readSpans } from './reading.ts'

const chunksAtOnce = 8
const bytesAtOnce = 8 * 1_048_576
const pageBytes = 4 * 1_048_576

type Search = Pick<z.output<typeof logSearchInput>, 'text' | 'after_line' | 'limit'>

/** Lines that hold exactly this text, with how many of them there are in all. */
export async function searchLog(
  deps: RunDeps,
  actor: Actor,
  { text, after_line, limit, ...ref }: z.output<typeof logSearchInput>,
): Promise<LogSearch> {
  const log = await getReadableLog(deps, actor, ref)
  const finding = new Finding({ text, after_line, limit })
  const head = await getLogHead(deps, log)
  if (head.object_key === null) await searchChunks(deps, log, finding)
  else await searchObject(deps, { object_key: head.object_key, blocks: head.blocks ?? [] }, finding)
  return { attempt: log.attempt, ...finding.found }
}

/** What is found of a log that is given in order. */
class Finding {
  readonly search: Search
  readonly part: Buffer
  readonly #items: LogLine[] = []
  #bytes = 0
  #count = 0
  #has_more = false

  constructor(search: Search) {
    this.search = search
    this.part = Buffer.from(search.text)
  }

  /** Whether lines up to this one may be on the page. */
  wants(last_line: number): boolean {
    return last_line > this.search.after_line && !this.#has_more
  }

  count(lines: number): void {
    this.#count += lines
  }

  add(chunk: LogChunk): void {
    const { text, after_line, limit } = this.search
    const room = this.#bytes < pageBytes ? limit - this.#items.length : 0
    const lines = linesOf(chunk, { after_line, text, limit: room + 1 })
    this.#has_more ||= lines.length > room
    const taken = lines.slice(0, room)
    this.#items.push(...taken)
    for (const line of taken) this.#bytes += line.text.length
  }

  get found(): Omit<LogSearch, 'attempt'> {
    const last = this.#items.at(-1)?.number ?? this.search.after_line
    return { items: this.#items, count: this.#count, next_after: this.#has_more ? last : null }
  }
}

/** Postgres counts and finds, so that only what is on the page is read. */
async function searchChunks({ db }: Pick<RunDeps, 'db'>, log: LogIdentity, finding: Finding): Promise<void> {
  const { text, after_line } = finding.search
  finding.count(await countLogLinesWith(db, { ...log, text }))
  for (let last = after_line; ; ) {
    const chunks = await listLogChunksWith(db, { ...log, text, after_line: last, limit: chunksAtOnce })
    for (const chunk of chunks) {
      last = chunk.first_line + chunk.lines - 1
      if (finding.wants(last)) finding.add(chunk)
    }
    if (chunks.length < chunksAtOnce || !finding.wants(last)) return
  }
}

interface StoredLog {
  readonly object_key: string
  readonly blocks: readonly LogBlock[]
}

async function searchObject(
  deps: Pick<RunDeps, 'db' | 'storage'>,
  { object_key, blocks }: StoredLog,
  finding: Finding,
): Promise<void> {
  await requireWhole(deps, object_key)
  for (const group of grouped(blocks)) {
    const [start = 0, end = 0] = [group[0]?.text[0], group.at(-1)?.text[1]]
    const bytes = await readPart(deps, object_key, [start, end])
    for (const block of group) {
      const text = bytes.subarray(block.text[0] - start, block.text[1] - start)
      const count = countLinesWith(text, finding.part)
      finding.count(count)
      const { first_line, lines, at } = block
      if (count === 0 || !finding.wants(first_line + lines - 1)) continue
      const spans = await readSpans(deps, object_key, block)
      finding.add({ first_line, lines, at, spans, text: text.toString() })
    }
  }
}

/** Blocks that are read at once. */
function* grouped(blocks: readonly LogBlock[]): Generator<LogBlock[]> {
  let group: LogBlock[] = []
  for (const block of blocks) {
    group.push(block)
    if (block.text[1] - (group[0]?.text[0] ?? 0) < bytesAtOnce) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
