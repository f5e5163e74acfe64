import type { Readable } from 'node:stream'
import type { ZipFile } from './zip-entry.ts'

/** The files that are being read for one zip, so that none stays open when it ends early. */
export class OpenSources {
  readonly #open = new Set<Readable>()
  #isClosed = false

  async open(file: ZipFile): Promise<Readable> {
    const source = await file.open()
    if (this.#isClosed) source.destroy()
    this.#open.add(source)
    source.once('close', () => this.#open.delete(source))
    // an error reaches who reads the source; one that nobody reads any more has none to tell
    source.on('error', () => {})
    return source
  }

  close(): void {
    this.#isClosed = true
    for (const source of this.#open) source.destroy()
  }
}
