import { z } from 'zod'
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
  z.object({ credential: z.literal('session').describe('what only a browser that is signed in may ask for') }),
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
  if ('credential' in needs) return 'the session of a browser'
  if ('group_of' in needs) return `a group of ${needs.group_of} that Assay knows`
  if ('account_by' in needs) return `an account, which an ${needs.account_by} can make`
  const taken = `${needs.email} has one already, which is not linked to it. Sign in as before`
  return `an account that ${needs.account_of} may open: ${taken}`
}
