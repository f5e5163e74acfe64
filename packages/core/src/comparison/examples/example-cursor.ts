import { DomainError } from '@assay/schemas'
import type { PairPosition } from '@assay/tables'
import { z } from 'zod'

const position = z.tuple([z.number().nullable(), z.number().int().min(0)])

export function encodePosition({ key, example }: PairPosition): string {
  return Buffer.from(JSON.stringify([key, example])).toString('base64url')
}

/** Throws CURSOR_INVALID. */
export function decodePosition(cursor: string): PairPosition {
  const { data } = position.safeParse(read(cursor))
  if (!data) throw new DomainError('CURSOR_INVALID', {})
  return { key: data[0], example: data[1] }
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
