import { DomainError } from '@assay/schemas'
import { type CallContext, onBehalf, stopCall } from './calls.ts'
import type { Operation } from './operation.ts'
import type { Place } from './processes/process-pool.ts'
import type { Started } from './processes/table-process.ts'
import { makeScratch, type Scratch } from './scratch.ts'
import type { TableRequest, TableRow } from './tables.ts'

const parkAfterMs = 1000
const batchTimeoutSeconds = 600

export interface StreamRequest extends TableRequest {
  readonly operation: Operation<'scan'>
  readonly alone: boolean
}

/**
 * Rows from a child process, one batch ahead of the reader. When the reader is slow the query is ended and its place
 * given to others: `isParked` then says that there may be more rows than were returned.
 */
export class RowStream implements AsyncDisposable {
  isParked = false
  readonly #place: Place
  readonly #scratch: Scratch
  readonly #started: Started
  readonly #ended: Promise<void>
  readonly #timeoutSeconds: number
  #batch: readonly TableRow[] | undefined
  #outcome: { readonly error?: unknown } | undefined
  #wake: PromiseWithResolvers<void> = Promise.withResolvers()
  #park: NodeJS.Timeout | undefined

  static async open(context: CallContext, asked: StreamRequest): Promise<RowStream> {
    const { pool, limits, directory, caller } = context
    const request = onBehalf(caller, asked)
    const place = await pool.take({ owner: caller.owner, alone: request.alone, signal: request.signal })
    try {
      request.signal?.throwIfAborted()
      const scratch = await makeScratch(directory, 'scan-')
      return new RowStream({ place, scratch, limits, request })
    } catch (error) {
      place[Symbol.dispose]()
      throw error
    }
  }

  private constructor({ place, scratch, limits, request }: Opened) {
    this.#place = place
    this.#scratch = scratch
    this.#timeoutSeconds = request.timeout_seconds ?? batchTimeoutSeconds
    const { operation } = request
    this.#started = place.process.start(
      { operation, limits, directory: scratch.path },
      { onRows: (rows) => this.#receive(rows) },
    )
    const { signal } = request
    const abort = () => {
      this.#outcome ??= { error: signal?.reason }
      this.#wake.resolve()
      stopCall(this.#place, this.#started)
    }
    signal?.addEventListener('abort', abort, { once: true })
    this.#ended = this.#started.result
      .then(
        () => this.#end({}),
        (error: unknown) => this.#end({ error }),
      )
      .finally(() => signal?.removeEventListener('abort', abort))
  }

  /** Undefined at the end, or when the stream is parked. */
  async next(): Promise<readonly TableRow[] | undefined> {
    await this.#waitForBatch()
    clearTimeout(this.#park)
    const rows = this.#batch
    this.#batch = undefined
    if (rows) {
      if (!this.#outcome && !this.isParked) this.#started.more()
      return rows
    }
    if (this.#outcome && 'error' in this.#outcome && !this.isParked) throw this.#outcome.error
    return undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#park)
    if (!this.#outcome) this.#stop()
    await this.#ended
  }

  #receive(rows: readonly TableRow[]): void {
    this.#batch = rows
    this.#park = setTimeout(() => this.#stop(), parkAfterMs).unref()
    this.#wake.resolve()
  }

  #stop(): void {
    this.isParked = true
    stopCall(this.#place, this.#started)
  }

  async #end(outcome: { readonly error?: unknown }): Promise<void> {
    this.#outcome ??= outcome
    this.#wake.resolve()
    await this.#scratch[Symbol.asyncDispose]()
    this.#place[Symbol.dispose]()
  }

  async #waitForBatch(): Promise<void> {
    const timeout_seconds = this.#timeoutSeconds
    const overdue = setTimeout(() => {
      this.#outcome = { error: new DomainError('TABLE_TIMEOUT', { timeout_seconds }) }
      this.#place.process.kill()
    }, timeout_seconds * 1000)
    while (!this.#batch && !this.#outcome) {
      this.#wake = Promise.withResolvers()
      await this.#wake.promise
    }
    clearTimeout(overdue)
  }
}

interface Opened {
  readonly place: Place
  readonly scratch: Scratch
  readonly limits: CallContext['limits']
  readonly request: StreamRequest
}
