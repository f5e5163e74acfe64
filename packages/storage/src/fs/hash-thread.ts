import { createHash, type Hash } from 'node:crypto'
import { readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

/** Bytes of an open file, behind those that were asked for under the same id. */
export interface HashAsked {
  readonly id: number
  readonly fd: number
  readonly start: number
  readonly end: number
  /** The hash is wanted, and the id is free again. */
  readonly is_last: boolean
}

export interface HashAnswer {
  readonly id: number
  /** Hexadecimal; null: there is more to come. */
  readonly sha256: string | null
  readonly error?: { readonly message: string; readonly code: string | undefined }
}

const piece = Buffer.allocUnsafeSlow(1024 * 1024)
const hashes = new Map<number, Hash>()

parentPort?.on('message', (asked: HashAsked) => {
  parentPort?.postMessage(answerTo(asked))
})

function answerTo({ id, is_last, ...range }: HashAsked): HashAnswer {
  const hash = hashes.get(id) ?? createHash('sha256')
  if (is_last) hashes.delete(id)
  else hashes.set(id, hash)
  try {
    read(hash, range)
    return { id, sha256: is_last ? hash.digest('hex') : null }
  } catch (error) {
    return { id, sha256: null, error: asSent(error) }
  }
}

/** Between threads, errors lose their codes. */
function asSent(error: unknown): NonNullable<HashAnswer['error']> {
  if (!(error instanceof Error)) return { message: String(error), code: undefined }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { message: error.message, code }
}

function read(hash: Hash, { fd, start, end }: Pick<HashAsked, 'fd' | 'start' | 'end'>): void {
  for (let position = start; position < end; ) {
    const bytesRead = readSync(fd, piece, 0, Math.min(piece.length, end - position), position)
    if (bytesRead === 0) throw new Error('The file ends before its end.')
    hash.update(piece.subarray(0, bytesRead))
    position += bytesRead
  }
}
