type Fetch = typeof globalThis.fetch

/** After a failure, calls fail at once for a while, so that a broken server is not called all the time. */
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
