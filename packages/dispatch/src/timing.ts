/** Calls again and again, never twice at once; returns how to end that. */
export function every(interval_ms: number, call: () => Promise<void>): () => void {
  let ended = false
  let timer: NodeJS.Timeout | undefined
  const next = () => {
    if (!ended) timer = setTimeout(() => void call().finally(next), interval_ms)
  }
  next()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}

/** Resolves with the promise, or when the time is up. */
export async function within(timeout_ms: number, promise: Promise<unknown>): Promise<void> {
  const late = Promise.withResolvers<void>()
  const timer = setTimeout(late.resolve, timeout_ms)
  await Promise.race([promise, late.promise])
  clearTimeout(timer)
}
