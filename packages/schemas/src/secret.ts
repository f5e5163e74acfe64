import { z } from 'zod'
import { time, wholeText } from './field.ts'
import { sensitive } from './sensitive.ts'

/** The name of a secret: letters, digits, `_`, `-`, `.`; 1 to 100 characters. */
export const secretName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be 1 to 100 letters, digits, "_", "-" or "."')
  .describe('letters, digits, "_", "-", "."; 1 to 100 characters')

/** A named, encrypted, write-only value. */
export const secret = z
  .object({ name: secretName, description: z.string().describe('what it is for'), created_at: time, updated_at: time })
  .describe('A secret. Its value is never given out.')

/** A named, encrypted, write-only value. */
export type Secret = z.infer<typeof secret>

/** Stores a secret, or replaces its value. */
export const secretPutInput = z.object({
  name: secretName,
  description: z.string().max(1_000).optional().describe('what it is for; absent: as it was'),
  value: sensitive(wholeText.min(1).max(10_000).describe('1 to 10,000 characters; stored encrypted, never given out')),
})

/** Names a secret. */
export const secretRef = z.object({ name: secretName })
