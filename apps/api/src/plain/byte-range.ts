import { DomainError } from '@assay/schemas'
import { parse, type Range } from 'range-parser'

/** The parser's code for a header that is not a range at all. */
const malformed = 1

export type ByteRange = Readonly<Range>

/**
 * The range of a Range header (RFC 9110, 14.2); undefined when it asks for none, for several, or in unknown units: then
 * all bytes are the answer. Throws RANGE_INVALID when there are no such bytes.
 */
export function readRange(header: string | undefined, size_bytes: number): ByteRange | undefined {
  const { type, code, ranges } = parse(size_bytes, header ?? '')
  if (type !== 'bytes' || (code & malformed) !== 0 || ranges.length > 1) return undefined
  const [range] = ranges
  if (!range) throw new DomainError('RANGE_INVALID', { size_bytes })
  return range
}
