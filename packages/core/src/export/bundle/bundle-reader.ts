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
const mebibyte = 1_048_576
const mostJsonBytes = 128 * mebibyte
/** Tables are compressed already, so that a bundle hardly unpacks to more than it is. */
const mostGrowth = 20
const alwaysAllowedBytes = 64 * mebibyte

/** A bundle from elsewhere: nothing in it is believed before it was checked. */
export class BundleReader implements Disposable {
  readonly #zip: ZipFile
  readonly #entries: ReadonlyMap<string, Entry>
  readonly #signal: AbortSignal
  readonly #unpacked = new Set<string>()

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, signal: AbortSignal) {
    this.#zip = zip
    this.#entries = entries
    this.#signal = signal
  }

  /**
   * Opens a bundle, which must unpack to a size in proportion to its own. The signal ends all reading. Throws
   * BUNDLE_INVALID.
   */
  static async open(path: string, signal: AbortSignal): Promise<BundleReader> {
    const zip = await openPromise(path, { autoClose: false }).catch((error: unknown) => {
      throw invalid('It is no zip file.', error)
    })
    const entries = new Map<string, Entry>()
    const most_bytes = mostGrowth * zip.fileSize + alwaysAllowedBytes
    let size_bytes = 0
    try {
      for await (const entry of zip.eachEntry()) {
        signal.throwIfAborted()
        if (entries.has(entry.fileName)) throw invalid('It has a file twice.')
        entries.set(entry.fileName, entry)
        size_bytes += entry.uncompressedSize
        if (entries.size > mostEntries || size_bytes > most_bytes) throw invalid('It is too large.')
      }
      return new BundleReader(zip, entries, signal)
    } catch (error) {
      zip.close()
      signal.throwIfAborted()
      throw DomainError.is(error) ? error : invalid('Its list of files is broken.', error)
    }
  }

  /** Reads a file that must be JSON of this shape. Throws BUNDLE_INVALID. */
  async readJson<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const entry = this.#entries.get(path)
    if (!entry) throw invalid(`It has no ${path}.`)
    if (entry.uncompressedSize > mostJsonBytes) throw invalid(`Its ${path} is too large.`)
    const content = await text(await this.#read(entry)).catch(this.#refuse(`Its ${path} is broken.`))
    const parsed = schema.safeParse(parse(content))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    throw invalid(`Its ${path} is not as this version of Assay writes it: ${issue?.path.join('.')}: ${issue?.message}.`)
  }

  async isIntact({ path, size_bytes, sha256 }: Manifest['files'][number]): Promise<boolean> {
    const entry = this.#entries.get(path)
    if (entry?.uncompressedSize !== size_bytes) return false
    const hash = createHash('sha256')
    try {
      await pipeline(await this.#read(entry), hash, { signal: this.#signal })
    } catch {
      this.#signal.throwIfAborted()
      return false
    }
    return hash.digest('hex') === sha256
  }

  /** Names of all files. */
  get paths(): string[] {
    return [...this.#entries.keys()]
  }

  /** The bytes of a file. Throws BUNDLE_INVALID. */
  async read(path: string): Promise<Readable> {
    const entry = this.#entries.get(path)
    if (!entry) throw invalid(`It has no ${path}.`)
    return this.#read(entry)
  }

  /** Unpacks a file into a folder, under a name that is not the sender's. Throws BUNDLE_INVALID. */
  async unpack(path: string, directory: string): Promise<string> {
    const entry = this.#entries.get(path)
    if (!entry) throw invalid(`It has no ${path}.`)
    const unpacked = join(directory, createHash('sha256').update(path).digest('hex'))
    if (this.#unpacked.has(unpacked)) return unpacked
    await pipeline(await this.#read(entry), createWriteStream(unpacked), { signal: this.#signal }).catch(
      this.#refuse(`Its ${path} is broken.`),
    )
    this.#unpacked.add(unpacked)
    return unpacked
  }

  [Symbol.dispose](): void {
    this.#zip.close()
  }

  #read(entry: Entry): Promise<Readable> {
    return this.#zip.openReadStreamPromise(entry).catch(this.#refuse(`Its ${entry.fileName} cannot be read.`))
  }

  #refuse(reason: string): (cause: unknown) => never {
    return (cause) => {
      this.#signal.throwIfAborted()
      throw invalid(reason, cause)
    }
  }
}

export function invalid(reason: string, cause?: unknown): DomainError {
  return new DomainError('BUNDLE_INVALID', { reason }, { cause })
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return undefined
  }
}
