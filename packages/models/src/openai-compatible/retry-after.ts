/**
 * Milliseconds that a `Retry-After` asks to wait, from seconds or an HTTP date: at least 0; `null` when the header is
 * absent or says neither.
 */
export function parseRetryAfter(header: string | null, now: Date): number | null {
  const text = header?.trim() ?? ''
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now.getTime()
  return Number.isNaN(wait) ? null : Math.max(wait, 0)
}

/** HTTP dates begin with a weekday; `Date.parse` alone takes much else for a date. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN
}
