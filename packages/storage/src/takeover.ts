interface Holder {
  /** Absent: all places of the key. */
  readonly place?: number | undefined
  /** Absent for work that cannot be taken over. */
  readonly controller?: AbortController | undefined
  readonly ended: Promise<void>
}

/**
 * One piece of work at a time on a key, or on each of its places; a later one takes over, as the connection of the
 * earlier may be dead.
 */
export class Takeover {
  readonly #holders = new Map<string, Set<Holder>>()

  /** Does work that a later call may take over: it then throws TakenOver. */
  async run<Result>(key: string, work: (signal: AbortSignal) => Promise<Result>, place?: number): Promise<Result> {
    const controller = new AbortController()
    const { signal } = controller
    try {
      return await this.#hold(key, { controller, place }, () => {
        signal.throwIfAborted()
        return work(signal)
      })
    } catch (error) {
      signal.throwIfAborted()
      throw error
    }
  }

  /** Does work on all places that takes over, but for which later calls wait. */
  async finish<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    return this.#hold(key, {}, work)
  }

  async #hold<Result>(key: string, hold: Omit<Holder, 'ended'>, work: () => Promise<Result>): Promise<Result> {
    const holders = this.#holders.get(key) ?? new Set<Holder>()
    const before = [...holders].filter((holder) => areInTheWay(holder, hold))
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const holder = { ...hold, ended }
    this.#holders.set(key, holders.add(holder))
    for (const { controller } of before) controller?.abort(new TakenOver())
    try {
      await Promise.all(before.map((earlier) => earlier.ended))
      return await work()
    } finally {
      holders.delete(holder)
      if (holders.size === 0) this.#holders.delete(key)
      resolve()
    }
  }
}

function areInTheWay({ place }: Pick<Holder, 'place'>, other: Pick<Holder, 'place'>): boolean {
  return place === undefined || other.place === undefined || place === other.place
}

/** A later call has taken over. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor() {
    super('Whoever came later has taken over.')
  }
}
