import { Takeover } from '@assay/storage'

/** What an upload learns of while its bytes arrive, and tells. */
export interface Arrival {
  /** Aborts when a later connection takes over. */
  readonly signal: AbortSignal
  /** Says how many bytes there are by now, with those that are on their way into storage. */
  arrived(received_bytes: number): void
}

/** The uploads whose bytes arrive in this process, over one connection at a time each. */
export class Arrivals {
  readonly #takeover = new Takeover()
  readonly #received = new Map<string, number>()

  /** Takes bytes of an upload; a connection that took them before is ended first, and what it brought is kept. */
  async receive<Result>(upload_id: string, work: (arrival: Arrival) => Promise<Result>): Promise<Result> {
    return this.#takeover.run(upload_id, async (signal) => {
      try {
        return await work({ signal, arrived: (received_bytes) => this.#received.set(upload_id, received_bytes) })
      } finally {
        this.#received.delete(upload_id)
      }
    })
  }

  /** Does what ends the arrival of an upload; whoever comes later waits for it. */
  async end<Result>(upload_id: string, work: () => Promise<Result>): Promise<Result> {
    return this.#takeover.finish(upload_id, work)
  }

  /** How many bytes an upload has; 0 when none are arriving here. */
  receivedBytes(upload_id: string): number {
    return this.#received.get(upload_id) ?? 0
  }
}
