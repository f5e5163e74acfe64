import { openSource, type UploadSource } from './byte-source.ts'
import { abortedBy } from './error/abort-error.ts'
import { hashing } from './file-system.ts'

/** A SHA-256 in the making. */
export interface Hash {
  update(bytes: Uint8Array): unknown
  digest(form: 'hex' | 'base64'): string
}

/** Begins a SHA-256; undefined in pages, whose own can only be made of what is in memory as a whole. */
export function newHash(): Hash | undefined {
  return hashing()?.createHash('sha256')
}

const readAtOnce = 1024 * 1024

/** The SHA-256 of a source, hexadecimal; null: it can be read only once, or this is a page. */
export async function hashSource(source: UploadSource, signal?: AbortSignal): Promise<string | null> {
  const hash = isReadAgain(source) ? newHash() : undefined
  if (!hash) return null
  const bytes = await openSource(source)
  try {
    if (bytes.size_bytes === null) return null
    for (let part = await bytes.read(readAtOnce); part.length > 0; part = await bytes.read(readAtOnce)) {
      if (signal?.aborted) throw abortedBy(signal)
      hash.update(part)
    }
    return hash.digest('hex')
  } finally {
    await bytes.close()
  }
}

/** The SHA-256 of bytes; undefined: a page that was not loaded over https cannot tell. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>, form: 'hex' | 'base64'): Promise<string | undefined> {
  const { subtle } = crypto
  if (subtle === undefined) return undefined
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes))
  if (form === 'base64') return btoa(String.fromCharCode(...digest))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function isReadAgain(source: UploadSource): boolean {
  const kinds = [Blob, Uint8Array, ArrayBuffer]
  return typeof source === 'string' || kinds.some((kind) => source instanceof kind)
}
