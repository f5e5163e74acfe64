import {
  type Database,
  findUserByEmail,
  findUserByIdentity,
  type IdentifiedUser,
  insertAuditEntry,
  insertIdentity,
  insertUser,
  lockIdentity,
  lockUser,
  newId,
  noteGroupsIssued,
  type UserRow,
  updateUser,
} from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError, type Group } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { isOnlyAdmin } from '../account/user-deletion.ts'
import type { CallOrigin } from '../audit/audit.ts'
import type { AccessDeps } from '../deps.ts'
import type { IssuerSettings } from './issuer-settings.ts'
import { type Person, placeholderEmail } from './person.ts'

interface Admission extends CallOrigin {
  readonly person: Person
  readonly settings: IssuerSettings
}

/**
 * The account of somebody whom an issuer has vouched for. A new person gets an account, or is linked to the one with
 * the same e-mail address, as the issuer's settings say. Where the issuer decides the groups of accounts that were made
 * for it, they follow the newest of its tokens, never an older one. Throws CREDENTIALS_INVALID for a disabled account,
 * FORBIDDEN where no account is given.
 */
export async function admit(deps: Pick<AccessDeps, 'db' | 'hints' | 'log'>, admission: Admission): Promise<UserRow> {
  const { person } = admission
  const known = await findUserByIdentity(deps.db, person)
  const identified = known ?? (await transact(deps, (trx) => introduce(trx, admission)))
  const { user } = identified
  if (user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
  const change = groupsToWrite(identified, person)
  if (!change) return user
  const followed = await transact(deps, (trx) => follow(deps, trx, { admission, user_id: user.id, ...change }))
  return followed
}

interface GroupsOfToken {
  readonly groups: readonly Group[]
  readonly issued_at: string
}

/** The groups of the token, unless the issuer does not decide them or a newer token was used before. */
function groupsToWrite(
  { decides_groups, groups_issued_at }: IdentifiedUser,
  { groups, issued_at }: Person,
): GroupsOfToken | undefined {
  if (!decides_groups || groups === null || issued_at === null) return undefined
  const isNewer = groups_issued_at === null || Date.parse(groups_issued_at) < Date.parse(issued_at)
  return isNewer ? { groups, issued_at } : undefined
}

type Following = GroupsOfToken & { readonly admission: Admission; readonly user_id: string }

async function follow(
  { log }: Pick<AccessDeps, 'log'>,
  trx: Transaction<Database>,
  { admission, user_id, groups: said, issued_at }: Following,
): Promise<UserRow> {
  const { person } = admission
  const isLastAdmin = !said.includes('admin') && (await isOnlyAdmin(trx, user_id))
  const user = await lockUser(trx, user_id)
  if (!(await noteGroupsIssued(trx, person, issued_at))) return user
  if (isLastAdmin) log.warn({ user_id, issuer: person.issuer }, 'an issuer may not take "admin" from the last admin')
  const groups: Group[] = isLastAdmin ? [...new Set<Group>([...said, 'admin'])] : [...said]
  if (isSame(user.groups, groups)) return user
  const changed = await updateUser(trx, user_id, { groups })
  await insertAuditEntry(trx, toAuditEntry(changed, admission, 'identities.groups'))
  return changed
}

async function introduce(trx: Transaction<Database>, admission: Admission): Promise<IdentifiedUser> {
  const { person, settings } = admission
  await lockIdentity(trx, person)
  // two requests of the same new person may come at once
  const known = await findUserByIdentity(trx, person)
  if (known) return known
  const same = person.email === null ? undefined : await findUserByEmail(trx, person.email)
  const user = same ? checkLink(same, settings) : await makeUser(trx, admission)
  const decides_groups = !same && person.groups !== null
  await insertIdentity(trx, {
    issuer: person.issuer,
    subject: person.subject,
    owner_id: user.id,
    email: person.email,
    decides_groups,
    groups_issued_at: person.issued_at,
  })
  await insertAuditEntry(trx, toAuditEntry(user, admission, same ? 'identities.link' : 'identities.provision'))
  return { user, decides_groups, groups_issued_at: person.issued_at }
}

/** Somebody who never confirmed an address must not share an account with the owner of the address. */
function checkLink(user: UserRow, { name, link_by_email }: IssuerSettings): UserRow {
  if (link_by_email && user.email_confirmed_at !== null && !user.is_builtin) return user
  throw new DomainError('FORBIDDEN', { needs: { account_of: name, email: user.email } })
}

async function makeUser(trx: Transaction<Database>, { person, settings }: Admission): Promise<UserRow> {
  const groups: readonly Group[] = person.groups ?? ['users']
  if (groups.length === 0) throw new DomainError('FORBIDDEN', { needs: { group_of: settings.name } })
  if (!settings.provision) throw new DomainError('FORBIDDEN', { needs: { account_by: 'admin' } })
  return insertUser(trx, {
    id: newId(),
    email: person.email ?? placeholderEmail(person, settings),
    name: person.name,
    password_hash: null,
    groups: [...groups],
    email_confirmed_at: person.email === null ? null : new Date().toISOString(),
  })
}

function toAuditEntry(user: UserRow, { person, address, request_id, client_request_id }: Admission, procedure: string) {
  return {
    id: newId(),
    actor_id: user.id,
    actor_email: user.email,
    credential: JSON.stringify({ kind: 'token', id: person.issuer }),
    procedure,
    target: JSON.stringify({ id: user.id, email: user.email }),
    changes: JSON.stringify({ issuer: person.issuer, subject: person.subject, groups: user.groups }),
    request_id,
    client_request_id: client_request_id ?? null,
    address,
  }
}

function isSame(one: readonly Group[], other: readonly Group[]): boolean {
  return one.length === other.length && one.every((group) => other.includes(group))
}
