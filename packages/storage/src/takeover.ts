interface Holder {
  /** Absent for work that cannot be taken over. */
  readonly controller?: AbortController
  readonly ended: Promise<void>
}

/** One piece of work at a time on a key; a later one takes over, as the connection of the earlier may be dead. */
export class Takeover {
  readonly #holders = new Map<string, Holder>()

  /** Does work that a later call may take over: it then throws TakenOver. */
  async run<Result>(key: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController()
    const { signal } = controller
    try {
      return await this.#hold(key, controller, () => {
        signal.throwIfAborted()
        return work(signal)
      })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  }

  /** Does work that takes over, but for which later calls wait. */
  async finish<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#hold(key, undefined, work)
  }

  async #hold<Result>(
    key: string,
    controller: AbortController | undefined,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = this.#holders.get(key)
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const holder = { ended, ...(controller && { controller }) }
    this.#holders.set(key, holder)
    before?.controller?.abort(new TakenOver())
    try {
      await before?.ended
      return await work()
    } finally {
      if (this.#holders.get(key) === holder) this.#holders.delete(key)
      resolve()
    }
  }
}

/** A later call has taken over. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor() {
    super('Whoever came later has taken over.')
  }
}
