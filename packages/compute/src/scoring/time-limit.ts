export interface TimeLimit extends Disposable {
  /** Aborted with the outer signal, or when the time is over. */
  readonly signal: AbortSignal
  readonly is_over: boolean
}

/** Counts from when `from` resolves. Dispose of it: the outer signal may live for a million batches. */
export function timeLimit(
  outer: AbortSignal,
  { seconds, from }: { readonly seconds: number; readonly from: Promise<void> },
): TimeLimit {
  const controller = new AbortController()
  let state: 'counting' | 'over' | 'done' = 'counting'
  let timer: NodeJS.Timeout | undefined
  const onAbort = () => controller.abort(outer.reason)
  outer.addEventListener('abort', onAbort, { once: true })
  void from.then(() => {
    if (state === 'done') return
    timer = setTimeout(() => {
      state = 'over'
      controller.abort(new Error(`not done within ${seconds} s`))
    }, seconds * 1000)
  })
  return {
    signal: controller.signal,
    get is_over() {
      return state === 'over'
    },
    [Symbol.dispose]() {
      state = 'done'
      clearTimeout(timer)
      outer.removeEventListener('abort', onAbort)
    },
  }
}
