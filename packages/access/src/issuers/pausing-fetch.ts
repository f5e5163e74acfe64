type Fetch = typeof globalThis.fetch

/**
 * A client whose calls fail at once for a while after one has failed, so that a broken server is not called all the
 * time.
 */
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
