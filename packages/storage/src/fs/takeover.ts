interface Holder {
  readonly controller: AbortController
  readonly ended: Promise<void>
}

/** Lets one at a time work on a key; whoever comes later takes over, since the earlier one's connection may be dead. */
export class Takeover {
  readonly #holders = new Map<string, Holder>()

  async run<Result>(key: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const before = this.#holders.get(key)
    const controller = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const holder = { controller, ended }
    this.#holders.set(key, holder)
    before?.controller.abort(new TakenOver())
    try {
      await before?.ended
      controller.signal.throwIfAborted()
      return await work(controller.signal)
    } catch (error) {
      controller.signal.throwIfAborted()
      throw error
    } finally {
      if (this.#holders.get(key) === holder) this.#holders.delete(key)
      resolve()
    }
  }
}

/** A later append to the same object has taken over. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor() {
    super('A later append to the same object has taken over.')
  }
}
