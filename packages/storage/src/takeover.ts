interface Holder {
  /** Absent for work that nobody takes over. */
  readonly controller?: AbortController
  readonly ended: Promise<void>
}

/** Lets one at a time work on a key; whoever comes later takes over, since the earlier one's connection may be dead. */
export class Takeover {
  readonly #holders = new Map<string, Holder>()

  /** Does work that whoever comes later takes over: it throws TakenOver then. */
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

  /** Does work that takes over, but for which whoever comes later waits. */
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

/** Whoever came later has taken over. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor() {
    super('Whoever came later has taken over.')
  }
}
