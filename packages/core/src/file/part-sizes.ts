import { DomainError, type uploadSignInput } from '@assay/schemas'
import type { z } from 'zod'

const mebibyte = 1024 * 1024
/** What is no larger than one part comes through us. */
const leastPartBytes = 16 * mebibyte
const mostParts = 10_000

/** How long somebody may send a part by a signed request. */
export const signedForSeconds = 15 * 60

interface InParts {
  readonly part_bytes: number
  readonly size_bytes: number
}

/** How large the parts are that somebody sends straight to the store; undefined: it is so small that it comes to us. */
export function directPartBytes(size_bytes: number): number | undefined {
  if (size_bytes <= leastPartBytes) return undefined
  return Math.max(leastPartBytes, Math.ceil(size_bytes / mostParts / mebibyte) * mebibyte)
}

/** Of a part, by its number. */
export function sizeOfPart(number: number, { part_bytes, size_bytes }: InParts): number {
  return Math.min(part_bytes, size_bytes - (number - 1) * part_bytes)
}

/** Throws INPUT_INVALID. */
export function requireSizes(parts: z.output<typeof uploadSignInput>['parts'], whole: InParts): void {
  const count = Math.ceil(whole.size_bytes / whole.part_bytes)
  const issues = parts.flatMap((part, at) => {
    if (part.number > count) return { path: `parts.${at}.number`, message: `must be at most ${count}` }
    const right = sizeOfPart(part.number, whole)
    return part.size_bytes === right ? [] : { path: `parts.${at}.size_bytes`, message: `must be ${right}` }
  })
  if (issues.length > 0) throw new DomainError('INPUT_INVALID', { issues })
}
