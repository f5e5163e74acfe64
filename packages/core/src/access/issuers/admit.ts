import {
  type Database,
  findUserByEmail,
  findUserByIdentity,
  type IdentifiedUser,
  insertAuditEntry,
  insertIdentity,
  insertUser,
  lockIdentity,
  newId,
  setUserGroups,
  type UserRow,
} from '@assay/db'
import { DomainError, type Group } from '@assay/schemas'
import type { Transaction } from 'kysely'
import { channels } from '../../channel.ts'
import type { CoreDeps } from '../../deps.ts'
import { transact } from '../../transact.ts'
import type { IssuerSettings } from './issuer-settings.ts'
import { type Person, placeholderEmail } from './person.ts'

interface Admission {
  readonly person: Person
  readonly settings: IssuerSettings
  /** The network address that asks. */
  readonly address: string
}

/**
 * The account of somebody whom an issuer has vouched for; whoever comes for the first time gets one, or that with the same
 * e-mail address, as the issuer's settings say. Where the issuer decides the groups of the accounts that it has made, they
 * follow. Throws CREDENTIALS_INVALID for a disabled account, FORBIDDEN where there is none to have.
 */
export async function admit(deps: Pick<CoreDeps, 'db' | 'hints'>, admission: Admission): Promise<UserRow> {
  const { person } = admission
  const known = await findUserByIdentity(deps.db, person)
  const { user, decides_groups } = known ?? (await transact(deps, (trx) => introduce(trx, admission)))
  if (user.disabled_at !== null) throw new DomainError('CREDENTIALS_INVALID', {})
  const { groups } = person
  if (!decides_groups || groups === null || isSame(user.groups, groups)) return user
  await setUserGroups(deps.db, { id: user.id, groups: [...groups] })
  deps.hints.hint(channels.credentials)
  return { ...user, groups: [...groups] }
}

async function introduce(trx: Transaction<Database>, admission: Admission): Promise<IdentifiedUser> {
  const { person, settings } = admission
  await lockIdentity(trx, person)
  // somebody may have come for the first time twice at once
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
  })
  await insertAuditEntry(trx, toAuditEntry(user, admission, same ? 'identities.link' : 'identities.provision'))
  return { user, decides_groups }
}

/** Whoever made an account with an address of which they have shown nothing must not share it with whom it belongs to. */
function checkLink(user: UserRow, { name, link_by_email }: IssuerSettings): UserRow {
  if (link_by_email && user.email_confirmed_at !== null && !user.is_builtin) return user
  throw new DomainError('FORBIDDEN', {
    needs: `an account that ${name} may open: ${user.email} has one already, which is not linked to it. Sign in as before`,
  })
}

async function makeUser(trx: Transaction<Database>, { person, settings }: Admission): Promise<UserRow> {
  const groups: readonly Group[] = person.groups ?? ['users']
  if (groups.length === 0) throw new DomainError('FORBIDDEN', { needs: `a group of ${settings.name} that Assay knows` })
  if (!settings.provision) throw new DomainError('FORBIDDEN', { needs: 'an account, which an admin can make' })
  return insertUser(trx, {
    id: newId(),
    email: person.email ?? placeholderEmail(person, settings),
    name: person.name,
    password_hash: null,
    groups: [...groups],
    email_confirmed_at: person.email === null ? null : new Date().toISOString(),
  })
}

function toAuditEntry(user: UserRow, { person, address }: Admission, procedure: string) {
  return {
    id: newId(),
    actor_id: user.id,
    actor_email: user.email,
    credential: JSON.stringify({ kind: 'token', id: person.issuer }),
    procedure,
    target: JSON.stringify({ id: user.id, email: user.email }),
    changes: JSON.stringify({ issuer: person.issuer, subject: person.subject, groups: user.groups }),
    request_id: '',
    address,
  }
}

function isSame(one: readonly Group[], other: readonly Group[]): boolean {
  return one.length === other.length && one.every((group) => other.includes(group))
}
