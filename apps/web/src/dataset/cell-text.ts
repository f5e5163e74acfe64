import type { Row } from './use-rows.ts'

/** A value as one line; undefined: there is none. */
export function cellText(value: Row[string] | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
