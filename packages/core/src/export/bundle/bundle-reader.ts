import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { DomainError } from '@assay/schemas'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { z } from 'zod'
import type { Manifest } from './manifest.ts'

const mostEntries = 20_000
const mostJsonBytes = 128 * 1024 * 1024

/** A bundle from elsewhere: nothing in it is believed before it was checked. */
export class BundleReader implements Disposable {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip
    this.#entries = entries
  }

  /** Opens a bundle that unpacks to at most so many bytes. Throws BUNDLE_INVALID. */
  static async open(path: string, { most_bytes }: { readonly most_bytes: number }): Promise<BundleReader> {
    const zip = await openPromise(path, { autoClose: false }).catch(refuse('It is no zip file.'))
    const entries = new Map<string, Entry>()
    let size_bytes = 0
    try {
      for await (const entry of zip.eachEntry()) {
        entries.set(entry.fileName, entry)
        size_bytes += entry.uncompressedSize
        if (entries.size > mostEntries || size_bytes > most_bytes) throw invalid('It is too large.')
      }
      return new BundleReader(zip, entries)
    } catch (error) {
      zip.close()
      throw DomainError.is(error) ? error : invalid('Its list of files is broken.', error)
    }
  }

  /** Reads a file that must be JSON of this shape. Throws BUNDLE_INVALID. */
  async readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const entry = this.#entries.get(path)
    if (!entry) throw invalid(`It has no ${path}.`)
    if (entry.uncompressedSize > mostJsonBytes) throw invalid(`Its ${path} is too large.`)
    const parsed = schema.safeParse(parse(await text(await this.#read(entry)).catch(refuse(`Its ${path} is broken.`))))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw invalid(`Its ${path} is not as this version of Assay writes it: ${issue?.path.join('.')}: ${issue?.message}.`)
  }

  async isIntact({ path, size_bytes, sha256 }: Manifest['files'][number]): Promise<boolean> {
    const entry = this.#entries.get(path)
    if (entry?.uncompressedSize !== size_bytes) return false
    const hash = createHash('sha256')
    try {
      await pipeline(await this.#read(entry), hash)
    } catch {
      return false
    }
    return hash.digest('hex') === sha256
  }

  /** Unpacks a file into a folder, under a name that is not the sender's. Throws BUNDLE_INVALID. */
  async unpack(path: string, directory: string): Promise<string> {
    const entry = this.#entries.get(path)
    if (!entry) throw invalid(`It has no ${path}.`)
    const unpacked = join(directory, createHash('sha256').update(path).digest('hex'))
    await pipeline(await this.#read(entry), createWriteStream(unpacked)).catch(refuse(`Its ${path} is broken.`))
    return unpacked
  }

  [Symbol.dispose](): void {
    this.#zip.close()
  }

  #read(entry: Entry): Promise<Readable> {
    return this.#zip.openReadStreamPromise(entry).catch(refuse(`Its ${entry.fileName} cannot be read.`))
  }
}

export function invalid(reason: string, cause?: unknown): DomainError {
  return new DomainError('BUNDLE_INVALID', { reason }, { cause })
}

function refuse(reason: string): (cause: unknown) => never {
  return (cause) => {
    throw invalid(reason, cause)
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
