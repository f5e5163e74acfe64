import { Turns } from './turns.ts'

export interface PlacesOptions {
  readonly places: number
  /** Places that one owner may hold at once; all but one unless given. */
  readonly most_held?: number
  /** How much of one owner may wait; any number unless given. */
  readonly most_waiting?: number
}

export interface Work<Result> {
  /** For whom it is done. */
  readonly owner: string
  /** While it waits, the signal takes it out; its end is the work's own affair. */
  readonly signal?: AbortSignal | undefined
  readonly work: () => Promise<Result>
}

/** Work that is done a few pieces at a time, in a fair order. */
export class Places {
  readonly #turns: Turns<() => void>
  #free: number

  constructor({ places, most_held = Math.max(1, places - 1), most_waiting = Number.POSITIVE_INFINITY }: PlacesOptions) {
    this.#free = places
    this.#turns = new Turns({ most_held, most_waiting })
  }

  /** Throws TooManyWaiting, and the reason of the signal. */
  async hold<Result>({ owner, signal, work }: Work<Result>): Promise<Result> {
    await this.#take(owner, signal)
    try {
      return await work()
    } finally {
      this.#free += 1
      this.#turns.end(owner)
      this.#assign()
    }
  }

  async #take(owner: string, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    if (!this.#turns.add(owner, resolve)) throw new TooManyWaiting()
    const leave = () => {
      this.#turns.remove(owner, resolve)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave, { once: true })
    this.#assign()
    await promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  #assign(): void {
    for (let next = this.#turns.peek(); next && this.#free > 0; next = this.#turns.peek()) {
      this.#free -= 1
      this.#turns.begin(next.owner)
      next.item()
    }
  }
}

/** An owner has more waiting than is allowed. */
export class TooManyWaiting extends Error {
  override readonly name = 'TooManyWaiting'

  constructor() {
    super('Too much of this owner is waiting.')
  }
}
