import { type FSWatcher, watch } from 'node:fs'
import { dirname } from 'node:path'

/** Rings when something happens in the folder of a file; what it rang for is not forgotten while nobody waits. */
export class Bell {
  isClosed = false
  readonly #watcher: FSWatcher | undefined
  #hasRung = false
  #wake: (() => void) | undefined

  constructor(path: string) {
    this.#watcher = openWatcher(path, () => this.#ring())
  }

  /** Until it rings, or the time is over. */
  async untilRung(ms: number): Promise<void> {
    if (!this.#hasRung) await this.rest(ms, () => this.#hasRung)
    this.#hasRung = false
  }

  /** However it rings. */
  async rest(ms: number, isOver = () => false): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wake = () => (this.isClosed || isOver()) && resolve()
    const timer = setTimeout(resolve, ms)
    this.#wake()
    await promise
    clearTimeout(timer)
  }

  close(): void {
    this.isClosed = true
    this.#watcher?.close()
    this.#wake?.()
  }

  #ring(): void {
    this.#hasRung = true
    this.#wake?.()
  }
}

/** Undefined where the system tells of nothing: to look now and then will do. */
function openWatcher(path: string, ring: () => void): FSWatcher | undefined {
  try {
    // the folder: editors put another file in the place of the old one
    return watch(dirname(path), ring).on('error', () => {})
  } catch {
    return undefined
  }
}
