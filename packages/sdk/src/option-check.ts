import { AssayError } from './error/assay-error.ts'

/** What timers can wait; more would fire at once. */
const longestMs = 2 ** 31 - 1

/** A number that is not negative, as large as it may be. Throws OPTION_INVALID. */
export function readNumber(name: string, value: number): number {
  if (!(value >= 0)) throw invalid(`${name} must be a number of at least 0`)
  return Math.min(value, longestMs)
}

/** Where Assay is, without a slash at the end. Throws OPTION_INVALID. */
export function readUrl(url: string): string {
  if (!URL.canParse(url) || !/^https?:/.test(url)) throw invalid(`url must be an http or https address, not "${url}"`)
  const { origin, pathname } = new URL(url)
  return origin + pathname.replace(/\/+$/, '')
}

/** Headers with others above them; null leaves one out. Throws OPTION_INVALID. */
export function readHeaders(below: Headers, above: Readonly<Record<string, string | null>>): Headers {
  const headers = new Headers(below)
  for (const [name, value] of Object.entries(above)) {
    try {
      if (value === null) headers.delete(name)
      else headers.set(name, value)
    } catch {
      throw invalid(`the header "${name}" holds characters that no header can`)
    }
  }
  return headers
}

/** The client cannot be made, or not be called so. */
export function invalid(what: string): AssayError<'OPTION_INVALID'> {
  return new AssayError({ code: 'OPTION_INVALID', message: `The client cannot be made: ${what}.`, data: {} })
}
