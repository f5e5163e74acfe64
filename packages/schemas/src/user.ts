import { z } from 'zod'
import { id, time } from './field.ts'
import { sensitive } from './sensitive.ts'

/** The groups that a user can be in. */
export const group = z
  .enum(['users', 'workers', 'admin'])
  .describe('users: may use Assay; workers: may execute jobs; admin: sees and manages all')

/** The groups that a user can be in. */
export type Group = z.infer<typeof group>

/** An e-mail address, lower-cased. */
export const email = z.email().max(320).toLowerCase().describe('e-mail address, compared without case')

/** A password: 12 to 256 characters. */
export const password = sensitive(
  z.string().min(12, 'must have at least 12 characters').max(256).describe('12 to 256 characters'),
)

/** Who is asking. */
export const user = z
  .object({
    id,
    email: z.string().describe('e-mail address'),
    name: z.string().describe('what to call the user'),
    groups: z.array(group).describe('what the user may do'),
    created_at: time,
  })
  .describe('A user.')

/** Who is asking. */
export type User = z.infer<typeof user>

/** Redeems the one-time link of the first start: makes the admin. */
export const claimInput = z.object({
  token: sensitive(z.string().min(1).max(200).describe('the part of the one-time link after "#"')),
  email,
  password,
  name: z.string().trim().max(200).default('').describe('what to call the user; absent: the e-mail address'),
})
