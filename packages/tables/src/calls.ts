import { join } from 'node:path'
import { DomainError } from '@assay/schemas'
import { type Operation, type OperationKind, type Result, results } from './operation.ts'
import { placeOutput } from './place-output.ts'
import { ProcessLost } from './processes/process-lost.ts'
import type { Place, ProcessPool } from './processes/process-pool.ts'
import { ProcessSpent } from './processes/process-spent.ts'
import type { QueryLimits } from './protocol.ts'
import { makeScratch } from './scratch.ts'
import type { TableCaller, TableRequest } from './tables.ts'

const defaultTimeoutSeconds = 3600
const acknowledgeMs = 5000

export interface CallContext {
  readonly caller: TableCaller
  readonly pool: ProcessPool
  readonly limits: QueryLimits
  readonly directory: string
}

export async function call<Kind extends OperationKind>(
  context: CallContext,
  operation: Operation & { readonly kind: Kind },
  request: TableRequest,
): Promise<Result<Kind>> {
  return perform<Kind, Result<Kind>>(context, { operation, request, finish: async (result) => result })
}

/** For an operation that writes a file, which is then moved to its place. */
export async function callForOutput<Kind extends OperationKind>(
  context: CallContext,
  operation: Operation & { readonly kind: Kind },
  request: TableRequest & { readonly output_path: string },
): Promise<{ result: Result<Kind>; size_bytes: number }> {
  const finish = async (result: Result<Kind>, directory: string) => ({
    result,
    size_bytes: await placeOutput(join(directory, 'output'), request.output_path),
  })
  return perform<Kind, { result: Result<Kind>; size_bytes: number }>(context, { operation, request, finish })
}

interface Performance<Kind extends OperationKind, Finished> {
  readonly operation: Operation & { readonly kind: Kind }
  readonly request: TableRequest
  readonly finish: (result: Result<Kind>, directory: string) => Promise<Finished>
}

/**
 * Every operation is safe to do again, since its output is thrown away with its directory. If the process ended, or
 * lacked memory after other work, the operation is tried once more in a fresh process of its own: then only a query
 * that is itself the cause can fail.
 */
async function perform<Kind extends OperationKind, Finished>(
  context: CallContext,
  performance: Performance<Kind, Finished>,
): Promise<Finished> {
  try {
    return await attempt(context, performance, { alone: false })
  } catch (error) {
    if (!isHurt(error)) throw error
  }
  try {
    return await attempt(context, performance, { alone: true })
  } catch (error) {
    throw lostForGood(context, error)
  }
}

/** Whether a query may have failed by what else its process has worked on. */
export function isHurt(error: unknown): boolean {
  return error instanceof ProcessLost || error instanceof ProcessSpent
}

/** The error of a query whose process ended while it worked on nothing else. */
export function lostForGood({ limits }: CallContext, error: unknown): unknown {
  if (!(error instanceof ProcessLost)) return error
  const { memory_bytes } = limits
  return error.gaveUp
    ? new DomainError('TABLE_TOO_LARGE', { memory_bytes }, { cause: error })
    : new DomainError('TABLE_INTERRUPTED', {}, { cause: error })
}

async function attempt<Kind extends OperationKind, Finished>(
  context: CallContext,
  { operation, finish, ...performance }: Performance<Kind, Finished>,
  { alone }: { readonly alone: boolean },
): Promise<Finished> {
  const { pool, limits, directory, caller } = context
  const request = onBehalf(caller, performance.request)
  using place = await pool.take({ owner: caller.owner, alone, signal: request.signal })
  await using scratch = await makeScratch(directory, 'call-')
  request.signal?.throwIfAborted()
  const started = place.process.start({ operation, limits, directory: scratch.path }, {})
  const result = await within(place, { ...request, started })
  return await finish(results[operation.kind].parse(result), scratch.path)
}

/** A request of a caller ends with the caller. */
export function onBehalf<Request extends TableRequest>(caller: TableCaller, request: Request): Request {
  const { signal, timeout_seconds = caller.timeout_seconds } = request
  const signals = [signal, caller.signal].filter((one) => one !== undefined)
  return { ...request, timeout_seconds, signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] }
}

interface Bounded extends TableRequest {
  readonly started: { readonly result: Promise<unknown>; stop(): void }
}

/** Waits for the end of a call; the time-out and the signal end it too. */
async function within(
  place: Place,
  { started, signal, timeout_seconds = defaultTimeoutSeconds }: Bounded,
): Promise<unknown> {
  let isOverdue = false
  const timeout = setTimeout(() => {
    isOverdue = true
    place.process.kill()
  }, timeout_seconds * 1000)
  const stop = () => stopCall(place, started)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await started.result
  } catch (error) {
    if (isOverdue) throw new DomainError('TABLE_TIMEOUT', { timeout_seconds }, { cause: error })
    signal?.throwIfAborted()
    throw error
  } finally {
    clearTimeout(timeout)
    signal?.removeEventListener('abort', stop)
  }
}

/** Stops a call; a process that does not obey is ended. */
export function stopCall(place: Place, started: Bounded['started']): void {
  started.stop()
  const kill = setTimeout(() => place.process.kill(), acknowledgeMs).unref()
  void started.result.then(
    () => clearTimeout(kill),
    () => clearTimeout(kill),
  )
}
