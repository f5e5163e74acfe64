import { createHash } from 'node:crypto'
import { canonicalJson } from '@assay/engine'

const longest = 200

/** A value as a part of a fingerprint is kept and shown: as JSON where that is short, else as its hash. */
export function shortly(value: unknown): string {
  const json = canonicalJson(value)
  return json.length <= longest ? json : `sha256:${createHash('sha256').update(json).digest('hex')}`
}

/** The same for each of several values. */
export function eachShortly(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, shortly(value)]])),
  )
}
