import { z } from 'zod'
import { time } from './field.ts'
import { scope } from './scope.ts'
import { shareableNouns } from './share.ts'
import { group } from './user.ts'

const noun = z.enum(shareableNouns)
const issuer = z.string().describe('the name of an identity provider')

/** What is missing where something is FORBIDDEN: one fact, told from the others by its key. */
export const need = z.union([
  z.object({ scope: scope.describe('which the credential lacks') }),
  z.object({ group: group.describe('which the user is not in') }),
  z.object({ owner_of: noun.describe('which is for its owner alone') }),
  z.object({
    share: noun.describe('which is shared, but not that far'),
    access: z.literal('write').describe('how far it would have to go'),
  }),
  z.object({
    credential: z
      .enum(['session', 'unlimited', 'worker'])
      .describe(
        'session: that of a browser that is signed in; unlimited: one that goes as far as its user and does not ' +
          'end soon; worker: the token of a worker',
      ),
  }),
  z.object({ credential_until: time.nullable().describe('until when the credential itself would have to be good') }),
  z.object({
    calls_per_minute: z.number().int().nullable().describe('how many the credential itself would have to allow'),
  }),
  z.object({ password_by: z.literal('admin').describe('who gives an account of an identity provider a password') }),
  z.object({ account_of: issuer, email: z.string().describe('e-mail address that has an account of another kind') }),
  z.object({ group_of: issuer.describe('an identity provider, none of whose groups for this user is known here') }),
  z.object({ account_by: z.literal('admin').describe('who makes accounts here') }),
])

/** What is missing where something is FORBIDDEN: one fact, told from the others by its key. */
export type Need = z.infer<typeof need>

/** What is missing, as a sentence about it ends. */
export function describeNeed(needs: Need): string {
  if ('scope' in needs) return `the scope ${needs.scope}`
  if ('group' in needs) return `the group ${needs.group}`
  if ('owner_of' in needs) return `the owner of the ${needs.owner_of}`
  if ('share' in needs) return `a share of the ${needs.share} with ${needs.access} access`
  if ('credential' in needs) return credentials[needs.credential]
  if ('credential_until' in needs) return describeEnd(needs.credential_until)
  if ('calls_per_minute' in needs) return describeCalls(needs.calls_per_minute)
  if ('password_by' in needs) return passwordByAdmin
  if ('group_of' in needs) return `a group of ${needs.group_of} that Assay knows`
  if ('account_by' in needs) return `an account, which an ${needs.account_by} can make`
  const taken = `${needs.email} has one already, which is not linked to it. Sign in as before`
  return `an account that ${needs.account_of} may open: ${taken}`
}

const credentials = {
  session: 'the session of a browser',
  worker: 'the token of a worker, as "workers.create" gives it',
  unlimited: 'a credential without a limit that does not end soon, such as a session that was begun with a password',
}

const passwordByAdmin =
  'a password, which this account has not, as an identity provider vouches for it. An admin can give it one, by a link'

function describeEnd(end: string | null): string {
  return end === null ? 'a credential without an end' : `a credential that is good until ${end}`
}

function describeCalls(calls: number | null): string {
  return calls === null ? 'a credential without a limit of calls' : `a credential with ${calls} calls a minute`
}
