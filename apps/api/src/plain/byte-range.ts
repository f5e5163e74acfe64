import { DomainError } from '@assay/schemas'

/** Positions of bytes, both included, counted from 0. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * The range that a Range header asks for (RFC 9110, 14.2); undefined when it asks for none, for several, or in units that
 * nobody knows: then all bytes are the answer. Throws RANGE_INVALID when there are no such bytes.
 */
export function readRange(header: string | undefined, size_bytes: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  const start = first === '' ? Math.max(0, size_bytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size_bytes - 1 : Math.min(Number(last), size_bytes - 1)
  if (start > end) throw new DomainError('RANGE_INVALID', { size_bytes })
  return { start, end }
}
