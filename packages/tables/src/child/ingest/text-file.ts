import { createReadStream, createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@assay/schemas'
import type { Operation } from '../../operation.ts'
import type { Work } from '../work.ts'
import { BytesCheck } from './bytes-check.ts'
import { isWestern, markOf, type TextEncoding, undefinedBytes } from './encoding.ts'
import type { Notices } from './notices.ts'
import { emptyFile, tableInvalid } from './table-invalid.ts'

const pieceBytes = 1_048_576

/** A file of UTF-8 without a byte order mark, which DuckDB does not accept everywhere. */
export interface TextFile {
  readonly path: string
  readonly bytes_per_row: number
  /** Bytes between two line feeds, at most. */
  readonly longest_line: number
  /** What it was before. */
  readonly encoding: TextEncoding
}

/** Checks that a file is text, and copies it where DuckDB cannot read its encoding or byte order mark. */
export async function openText(work: Work, request: Operation<'ingest'>, notices: Notices): Promise<TextFile> {
  const { source_path, format, encoding: said } = request
  const { size } = await stat(source_path)
  if (size === 0) throw emptyFile()
  const mark = markOf(await firstBytes(source_path))
  if (mark && said !== undefined && said !== mark.encoding) throw contradicted(mark.encoding, said)
  const encoding = said ?? mark?.encoding ?? 'utf-8'
  if (encoding !== 'utf-8') {
    if (said === undefined) notices.add('recognised', `Read as ${encoding}, which its byte order mark says.`)
    return openCopy(work, { source_path, encoding, skip: mark?.bytes.length ?? 0 })
  }
  try {
    const checked = await check(work, source_path)
    const isPlain = !mark || (format !== 'json' && format !== 'jsonl')
    const path = isPlain ? source_path : await copyAsUtf8(work, { source_path, encoding, skip: mark.bytes.length })
    return { ...checked, path, encoding }
  } catch (error) {
    const isInvalid = DomainError.is(error, 'TABLE_INVALID') && said === undefined && !mark
    if (!isInvalid || !(await isWestern(source_path, work.signal))) throw error
    const hint = 'If letters look wrong, save the file as UTF-8 or say "encoding".'
    notices.add('recognised', `Read as windows-1252 (Western European), since it is not UTF-8. ${hint}`)
    return openCopy(work, { source_path, encoding: 'windows-1252', skip: 0 })
  }
}

export async function* textOfFile(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8')
  for await (const bytes of piecesOf(path, signal)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

function contradicted(mark: string, said: string): DomainError {
  return tableInvalid({
    reason: `The file begins with the byte order mark of ${mark}, so it is not ${said}.`,
    hint: 'Say that encoding, or none.',
  })
}

async function firstBytes(path: string): Promise<Uint8Array> {
  await using file = await open(path)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(8) })
  return buffer.subarray(0, bytesRead)
}

async function check({ signal }: Work, path: string): Promise<Pick<TextFile, 'bytes_per_row' | 'longest_line'>> {
  const check = new BytesCheck(path)
  for await (const bytes of piecesOf(path, signal)) await check.add(bytes)
  await check.end()
  const { size } = await stat(path)
  return { bytes_per_row: check.bytesPerRow(size), longest_line: check.longestLine }
}

interface Copy {
  readonly source_path: string
  readonly encoding: TextEncoding
  readonly skip: number
}

async function openCopy(work: Work, copy: Copy): Promise<TextFile> {
  const path = await copyAsUtf8(work, copy)
  return { ...(await check(work, path)), path, encoding: copy.encoding }
}

async function copyAsUtf8({ directory, signal }: Work, { source_path, encoding, skip }: Copy): Promise<string> {
  const path = join(directory, 'text')
  const recode = async function* (pieces: AsyncIterable<Buffer>) {
    const decoder = new TextDecoder(encoding, { fatal: true })
    let line = 1
    for await (const bytes of pieces) {
      if (encoding === 'windows-1252') requireDefined(bytes, line)
      const text = decode(() => decoder.decode(bytes, { stream: true }), { encoding, line })
      line += text.split('\n').length - 1
      yield text
    }
    yield decode(() => decoder.decode(), { encoding, line })
  }
  const source = createReadStream(source_path, { start: skip, highWaterMark: pieceBytes })
  await pipeline(source, recode, createWriteStream(path, { mode: 0o600 }), { signal })
  return path
}

interface Place {
  readonly encoding: TextEncoding
  /** Of the piece that is decoded, the first. */
  readonly line: number
}

function decode(run: () => string, { encoding, line }: Place): string {
  try {
    return run()
  } catch (cause) {
    const hint = 'Save the file as UTF-8, or say which encoding it has.'
    throw tableInvalid({ reason: `From here on, the text is not ${encoding}.`, line, hint }, { cause })
  }
}

function requireDefined(bytes: Buffer, line: number): void {
  const at = bytes.findIndex((byte) => undefinedBytes.has(byte))
  if (at < 0) return
  throw tableInvalid({
    reason: `The byte 0x${bytes[at]?.toString(16)} stands for no character of windows-1252.`,
    line: line + bytes.subarray(0, at).toString('latin1').split('\n').length - 1,
    hint: 'Save the file as UTF-8, or say which encoding it has.',
  })
}

async function* piecesOf(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const bytes of createReadStream(path, { highWaterMark: pieceBytes, signal })) {
    if (Buffer.isBuffer(bytes)) yield bytes
  }
}
