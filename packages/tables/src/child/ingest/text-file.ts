import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Operation } from '../../operation.ts'
import type { Work } from '../work.ts'
import { BytesCheck } from './bytes-check.ts'
import { emptyFile } from './table-invalid.ts'

const pieceBytes = 1_048_576

/** A file of UTF-8 without a byte order mark, which DuckDB does not accept everywhere. */
export interface TextFile {
  readonly path: string
  readonly bytes_per_row: number
}

/** Checks that a file is text, and copies it where DuckDB cannot read its encoding or byte order mark. */
export async function openText(work: Work, request: Operation<'ingest'>): Promise<TextFile> {
  const { source_path, encoding, format } = request
  const { size } = await stat(source_path)
  if (size === 0) throw emptyFile()
  const check = new BytesCheck(source_path, encoding)
  for await (const bytes of piecesOf(source_path, work.signal)) await check.add(bytes)
  await check.end()
  const isPlain = encoding === 'utf-8' && !(check.hasMark && (format === 'json' || format === 'jsonl'))
  const path = isPlain ? source_path : await copyAsUtf8(work, { source_path, encoding, skip: check.hasMark ? 3 : 0 })
  return { path, bytes_per_row: check.bytesPerRow(size) }
}

export async function* textOfFile(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  for await (const bytes of piecesOf(path, signal)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

interface Copy {
  readonly source_path: string
  readonly encoding: 'utf-8' | 'latin-1'
  readonly skip: number
}

async function copyAsUtf8({ directory, signal }: Work, { source_path, encoding, skip }: Copy): Promise<string> {
  const path = join(directory, 'text')
  const recode = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const bytes of pieces) yield encoding === 'utf-8' ? bytes : Buffer.from(bytes.toString('latin1'))
  }
  const source = createReadStream(source_path, { start: encoding === 'utf-8' ? skip : 0, highWaterMark: pieceBytes })
  await pipeline(source, recode, createWriteStream(path, { mode: 0o600 }), { signal })
  return path
}

async function* piecesOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(path, { highWaterMark: pieceBytes, signal })) {
    if (Buffer.isBuffer(bytes)) yield bytes
  }
}
