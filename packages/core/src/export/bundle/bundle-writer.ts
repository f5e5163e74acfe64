import { createHash } from 'node:crypto'
import { PassThrough, type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { Manifest } from './manifest.ts'

/** Writes a zip file while it is read, one file after the other, and hashes each as it passes. */
export class BundleWriter {
  readonly #zip = new ZipFile()
  readonly #files: Manifest['files'] = []
  readonly #out = new PassThrough()
  readonly #mtime: Date
  #current: Readable | undefined

  constructor(mtime: Date) {
    this.#mtime = mtime
  }

  get files(): Manifest['files'] {
    return [...this.#files]
  }

  /** Adds a file, which is opened when its turn comes. */
  add(path: string, open: () => Promise<Readable>, { compress }: { readonly compress: boolean }): void {
    this.#zip.addReadStreamLazy(path, { compress, mtime: this.#mtime, mode: 0o100644 }, (ready) => {
      open().then(
        (source) => ready(null, this.#hashed(path, source)),
        (error: unknown) => ready(error, this.#out),
      )
    })
  }

  /** Says that all files are added; returns the bytes of the zip file. */
  end(signal: AbortSignal | undefined): Readable {
    const zip = this.#zip
    zip.on('error', (error: Error) => this.#out.destroy(error))
    this.#out.once('close', () => this.#current?.destroy())
    zip.end()
    pipeline(zip.outputStream, this.#out, { signal }).catch((error: Error) => this.#out.destroy(error))
    return this.#out
  }

  #hashed(path: string, source: Readable): Readable {
    const hash = createHash('sha256')
    let size_bytes = 0
    const passing = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        size_bytes += chunk.length
        done(null, chunk)
      },
      flush: (done) => {
        this.#files.push({ path, size_bytes, sha256: hash.digest('hex') })
        done()
      },
    })
    this.#current = source
    pipeline(source, passing).catch((error: Error) => this.#out.destroy(error))
    return passing
  }
}
