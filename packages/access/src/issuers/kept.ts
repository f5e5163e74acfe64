import type { Log } from '@assay/db'

interface KeptOptions {
  /** What is kept, for the log. */
  readonly name: string
  /** How long it is taken as it is. */
  readonly fresh_ms: number
  readonly log: Log
}

/** Something from elsewhere that is loaded when it is wanted first, and again when it is old, meanwhile and if need be as it was. */
export class Kept<Value extends object> {
  readonly #load: () => Promise<Value>
  readonly #options: KeptOptions
  #value: Value | undefined
  #loaded_at = 0
  #loading: Promise<Value> | undefined

  constructor(load: () => Promise<Value>, options: KeptOptions) {
    this.#load = load
    this.#options = options
  }

  async get(): Promise<Value> {
    const { name, fresh_ms, log } = this.#options
    if (this.#value === undefined) return this.#reload()
    if (performance.now() >= this.#loaded_at + fresh_ms) {
      this.#reload().catch((error: unknown) => log.warn({ error }, `${name} could not be renewed`))
    }
    return this.#value
  }

  #reload(): Promise<Value> {
    this.#loading ??= this.#loadOnce().finally(() => {
      this.#loading = undefined
    })
    return this.#loading
  }

  async #loadOnce(): Promise<Value> {
    const value = await this.#load()
    this.#value = value
    this.#loaded_at = performance.now()
    return value
  }
}
