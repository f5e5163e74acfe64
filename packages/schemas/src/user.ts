import { z } from 'zod'
import { id, name, plainText, time, wholeText } from './field.ts'
import { pageInput, pageOf } from './page.ts'
import { sensitive } from './sensitive.ts'

/** The groups that a user can be in. */
export const group = z
  .enum(['users', 'workers', 'cloud', 'admin'])
  .describe(
    'users: may use Assay; workers: may execute jobs; cloud: its workers are machines of a cloud; admin: sees and ' +
      'manages all',
  )

/** The groups that a user can be in. */
export type Group = z.infer<typeof group>

/** An e-mail address, lower-cased. */
export const email = z.email().max(320).toLowerCase().describe('e-mail address, compared without case')

/** A password: 12 to 256 characters. */
export const password = sensitive(
  wholeText.min(12, 'must have at least 12 characters').max(256).describe('12 to 256 characters'),
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
  name: plainText.default('').describe('what to call the user; absent: the e-mail address'),
})

const maxStorageBytes = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const maxRunningJobs = z.number().int().min(1).max(1_000_000)

/** A user as admins see one. */
export const managedUser = user
  .extend({
    email_confirmed_at: time.nullable().describe("since when the address is known to be the user's; null: it is not"),
    has_password: z.boolean().describe('false: signs in through an outside issuer, or with keys'),
    disabled_at: time.nullable().describe('since when the user may not sign in; null: may'),
    deletion_requested_at: time.nullable().describe('since when the account is being deleted; null: it is not'),
    max_storage_bytes: maxStorageBytes.nullable().describe("null: the server's setting"),
    max_running_jobs: maxRunningJobs.nullable().describe("null: the server's setting"),
  })
  .describe('A user, as admins see one.')

/** A user as admins see one. */
export type ManagedUser = z.infer<typeof managedUser>

/** Lists users. */
export const userListInput = pageInput.extend({
  search: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe('only users whose name or e-mail address holds this text'),
  group: group.optional().describe('only users in this group'),
})

/** A page of users. */
export const userPage = pageOf(managedUser)

/** Names a user. */
export const userRef = z.object({ user_id: id })

/** Deletes a user. */
export const userDeleteInput = userRef.extend({
  with_work_of_others: z
    .boolean()
    .default(false)
    .describe('whether experiments that others have made on datasets of the user are deleted with these'),
})

/** Changes a user; what is absent stays. */
export const userUpdateInput = userRef.extend({
  name: name.optional().describe('what to call the user'),
  groups: z.array(group).max(3).optional().describe('what the user may do'),
  disabled: z.boolean().optional().describe('true: sign the user out everywhere, and let nobody sign in as them'),
  max_storage_bytes: maxStorageBytes
    .nullable()
    .optional()
    .describe("bytes to store at most; null: the server's setting"),
  max_running_jobs: maxRunningJobs.nullable().optional().describe("jobs at once at most; null: the server's setting"),
})

/** A link with which a user can choose a new password, shown this once. */
export const resetLink = z.object({
  link: z.string().describe('works once; give it to the user'),
  expires_at: time,
})

/** A link with which a user can choose a new password. */
export type ResetLink = z.infer<typeof resetLink>
