import { type AnswerLog, AssayPromise } from './assay-promise.ts'
import { abortedBy } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { startedAt } from './error/call-site.ts'
import { toAssayError } from './error/read-error.ts'
import type { RequestOptions } from './request-options.ts'
import { type AssayRpc, createRpc } from './rpc.ts'
import type { Transport } from './transport.ts'

/** What every call accepts last. */
export interface CallOptions extends RequestOptions {
  /**
   * Names a change, so that it happens once however often it is asked for: a process that starts again can send the
   * same key. Default: a new one for each call, the same over its retries. Ignored by calls that change nothing.
   */
  readonly idempotencyKey?: string | undefined
}

/** What resources ask the server through. */
export class Connection {
  /** Carries what is no procedure: uploads, downloads, streams. */
  readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /** Calls a procedure: `ask` is given the tRPC client, and how to call it. Throws an AssayError. */
  call<Result>(
    options: CallOptions | undefined,
    ask: (rpc: AssayRpc, how: ReturnType<typeof toRpcOptions>) => Promise<Result>,
  ): AssayPromise<Result> {
    return this.work(options, async ({ transport }) => {
      try {
        return await ask(createRpc(transport), toRpcOptions(options))
      } catch (error) {
        throw options?.signal?.aborted ? abortedBy(options.signal) : toAssayError(error)
      }
    })
  }

  /** Does what takes several requests, or is no procedure, all under the options of the one call. */
  work<Result>(
    options: RequestOptions | undefined,
    steps: (connection: Connection) => Promise<Result>,
  ): AssayPromise<Result> {
    const log: AnswerLog = { last: undefined }
    const tell = this.#teller(this.work)
    const started = async () => {
      try {
        return await steps(new Connection(this.transport.with(options ?? {}, log)))
      } catch (error) {
        throw tell(error)
      }
    }
    return new AssayPromise(started(), log)
  }

  /** The same for what goes on, and gives one thing after the other. */
  follow<Item>(
    options: RequestOptions,
    steps: (transport: Transport) => AsyncGenerator<Item, void>,
  ): AsyncGenerator<Item, void> {
    const tell = this.#teller(this.follow)
    const { transport } = this
    async function* started(): AsyncGenerator<Item, void> {
      try {
        yield* steps(transport.with(options, { last: undefined }))
      } catch (error) {
        throw tell(error)
      }
    }
    return started()
  }

  /** Makes of what a call throws what its caller is told. */
  #teller(entry: (...args: never[]) => unknown): (error: unknown) => unknown {
    const site = startedAt(entry)
    const { explain } = this.transport
    return (error) => (AssayError.is(error) ? site(explain(error)) : error)
  }
}

function toRpcOptions({ signal, idempotencyKey }: CallOptions = {}) {
  return { ...(signal && { signal }), ...(idempotencyKey !== undefined && { context: { idempotencyKey } }) }
}
