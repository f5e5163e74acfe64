import {
  type Database,
  deleteShare,
  findShareTarget,
  getOwnerOfThing,
  getReadableShare,
  holdThing,
  listShares,
  putShare,
  type ShareDetailRow,
  type Viewer,
} from '@assay/db'
import { transact } from '@assay/engine'
import {
  DomainError,
  type Page,
  type Share,
  type ShareableNoun,
  type ShareableThing,
  shareableThings,
  type shareCreateInput,
  type shareListInput,
} from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { type Actor, requireAdmin, viewerOf } from '../actor.ts'
import { requireScope } from '../authorize.ts'
import type { AccessDeps } from '../deps.ts'

type ShareInput = z.output<typeof shareCreateInput>

/**
 * Shares a thing, which only its owner may; to share it again with the same side changes how far that goes. Throws
 * USER_NOT_FOUND, also for an account that is disabled or has yet to confirm its address: whoever is signed in may know
 * who else has an account, as colleagues do.
 */
export async function createShare(deps: AccessDeps, actor: Actor, input: ShareInput): Promise<Share> {
  const viewer = viewerOf(actor)
  return transact(deps, async (trx) => {
    const [thing] = shareableThings(input)
    if (!thing) throw refused('', 'name what is to be shared')
    // a share gives what the actor's own credential must be allowed to do
    requireScope(actor, `${thing.noun}s:${input.access}`)
    const owner_id = await holdOwnThing(trx, thing, viewer)
    const side = await resolveSide(trx, input.with, deps)
    if (side.with_user_id === owner_id) throw refused('with', 'is whose it is already')
    const { with: _, ...what } = input
    const id = await putShare(trx, { owner_id, ...what, ...side })
    return toShare(await getReadableShare(trx, { id, viewer }))
  })
}

/** Shares that the actor gave or was given, newest first; of one thing, if named. Throws FORBIDDEN. */
export async function listOwnShares(
  deps: AccessDeps,
  actor: Actor,
  input: z.output<typeof shareListInput>,
): Promise<Page<Share>> {
  const { given } = input
  if (given === 'by_anyone') requireAdmin(actor)
  const viewer = viewerOf(actor)
  const things = shareableThings(input)
  const [named] = things
  if (named) await getOwnerOfThing(deps.db, named, viewer)
  const rows = await listShares(deps.db, { viewer, things, given }, input)
  return { ...rows, items: rows.items.map(toShare) }
}

/**
 * Ends a share: the owner of the thing revokes it, or the user whom it is with drops it. It acts at once, on streams of
 * events too; what was begun under it goes on.
 */
export async function removeShare(deps: AccessDeps, actor: Actor, { share_id }: { share_id: string }): Promise<void> {
  await transact(deps, async (trx) => {
    const viewer = viewerOf(actor)
    const share = await getReadableShare(trx, { id: share_id, viewer })
    const isSide = [share.owner_id, share.with_user_id].includes(actor.user_id)
    if (!isSide && !viewer.sees_all) throw new DomainError('FORBIDDEN', { needs: { owner_of: nounOf(share) } })
    await deleteShare(trx, share_id)
  })
}

/** Keeps a thing from being deleted until the transaction ends; its owner, as an admin may share any thing. */
async function holdOwnThing(trx: Transaction<Database>, thing: ShareableThing, viewer: Viewer): Promise<string> {
  const owner_id = await getOwnerOfThing(trx, thing, viewer)
  if (owner_id !== viewer.user_id && !viewer.sees_all) {
    throw new DomainError('FORBIDDEN', { needs: { owner_of: thing.noun } })
  }
  await holdThing(trx, thing)
  return owner_id
}

async function resolveSide(
  trx: Transaction<Database>,
  whom: ShareInput['with'],
  { settings }: Pick<AccessDeps, 'settings'>,
) {
  if ('group' in whom) return { with_group: whom.group }
  // before that, anybody may have signed up with the address
  const user = await findShareTarget(trx, whom, { must_be_confirmed: settings.mail !== undefined })
  if (!user) throw new DomainError('USER_NOT_FOUND', whom)
  return { with_user_id: user.id }
}

function refused(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

function nounOf(share: ShareDetailRow): ShareableNoun {
  const [thing] = shareableThings(share)
  if (!thing) throw new TypeError(`the share ${share.id} is of nothing`)
  return thing.noun
}

function toShare({ with_user_id, with_email, with_group, ...share }: ShareDetailRow): Share {
  if (with_group !== null) return { ...share, with: { group: with_group } }
  if (with_user_id === null || with_email === null)
    throw new TypeError(`the share ${share.id} names neither a user nor a group`)
  return { ...share, with: { user_id: with_user_id, email: with_email } }
}
