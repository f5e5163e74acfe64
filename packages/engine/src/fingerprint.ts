import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'

const version = 1

/** What makes two jobs the same: SHA-256, in hex, of the versioned canonical JSON (RFC 8785) of all that matters. */
export function fingerprintOf(content: Record<string, unknown>): string {
  return createHash('sha256')
    .update(canonicalJson({ version, ...content }))
    .digest('hex')
}

/** The one JSON of a value (RFC 8785). */
export function canonicalJson(value: unknown): string {
  return canonicalize(value) ?? ''
}
