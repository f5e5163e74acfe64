import type { Log } from '@assay/db'

interface KeptOptions {
  readonly name: string
  /** For how long the value is used without being loaded again. */
  readonly fresh_ms: number
  readonly log: Log
}

/**
 * A value from elsewhere: loaded when it is first needed, and again when it is old. While it is loaded again, and when
 * that fails, the old value is used.
 */
export class RenewedValue<Value extends object> {
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
