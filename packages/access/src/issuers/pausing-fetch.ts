type Fetch = typeof globalThis.fetch

/** A client that, when a call has failed, fails the next ones too for a while: those who cannot answer are not pestered. */
export function pausingFetch(fetch: Fetch, { pause_ms }: { readonly pause_ms: number }): Fetch {
  let failed: { readonly error: unknown; readonly until: number } | undefined
  return async (input, init) => {
    if (failed && performance.now() < failed.until) throw failed.error
    try {
      return await fetch(input, init)
    } catch (error) {
      failed = { error, until: performance.now() + pause_ms }
      throw error
    }
  }
}
