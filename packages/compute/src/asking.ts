import { DomainError } from '@assay/schemas'
import { TooManyWaiting } from '@assay/turns'

/** Who asks, and how much the answer may take. */
export interface Asking {
  /** Whose turn it is; what nobody waits for shares one. */
  readonly owner: string
  /** Aborted when whoever asks has left. */
  readonly signal?: AbortSignal | undefined
  readonly seconds: number
  /** Whether somebody only tries something out, so that nothing else may wait for it. */
  readonly is_trial?: boolean
}

const retryAfterSeconds = 5

/** Computes an answer under limits, whose signal kills its thread. One whose thread dies is computed once more. */
export async function answer<Answer>(
  { signal, seconds }: Pick<Asking, 'signal' | 'seconds'>,
  compute: (limit: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), seconds * 1000)
  const leave = () => over.abort()
  signal?.addEventListener('abort', leave, { once: true })
  try {
    return await compute(over.signal).catch((error: unknown) => {
      if (!isDeath(error)) throw error
      return compute(over.signal)
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (over.signal.aborted) throw new DomainError('COMPUTATION_TOO_LARGE', { limit_seconds: seconds })
    if (isDeath(error)) throw new DomainError('COMPUTATION_TOO_LARGE', { limit_seconds: null }, { cause: error })
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
  }
}

/** What is told of an owner who asks too much at once. */
export function orTooMany(error: unknown): unknown {
  if (!(error instanceof TooManyWaiting)) return error
  const facts = { what: 'computations at once', retry_after_seconds: retryAfterSeconds }
  return new DomainError('LIMIT_REACHED', facts, { cause: error })
}

/** Whether a thread died of its work, or of what earlier work has left. */
function isDeath(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const isOutOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isOutOfMemory || error.message.startsWith('worker exited with code')
}
