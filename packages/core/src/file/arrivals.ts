import { Takeover } from '@assay/storage'
import { RunningHashes } from './running-hashes.ts'

/** Connects an upload with the request that brings its bytes. */
export interface Arrival {
  readonly signal: AbortSignal
  /** Tells how many bytes there are by now, with those on their way into storage. */
  arrived(received_bytes: number): void
}

/** The uploads whose bytes arrive in this process, over one connection at a time each. */
export class Arrivals {
  readonly hashes = new RunningHashes()
  readonly #takeover = new Takeover()
  readonly #received = new Map<string, number>()

  /** Takes bytes of an upload; an earlier connection that does so is ended first, and what it brought is kept. */
  async receive<Result>(upload_id: string, work: (arrival: Arrival) => Promise<Result>): Promise<Result> {
    return this.#takeover.run(upload_id, async (signal) => {
      try {
        return await work({ signal, arrived: (received_bytes) => this.#received.set(upload_id, received_bytes) })
      } finally {
        this.#received.delete(upload_id)
      }
    })
  }

  /** Ends the arrival of an upload; later calls for the same upload wait for it. */
  async end<Result>(upload_id: string, work: () => Promise<Result>): Promise<Result> {
    return this.#takeover.finish(upload_id, work)
  }

  /** 0 when no bytes are arriving in this process. */
  receivedBytes(upload_id: string): number {
    return this.#received.get(upload_id) ?? 0
  }
}
