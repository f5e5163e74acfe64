import { z } from 'zod'
import type { Asked } from '../routes.ts'

const given = z.record(z.string(), z.string())

/** A part of the address. */
export function named({ request }: Asked, name: string): string {
  return given.parse(request.params)[name] ?? ''
}
