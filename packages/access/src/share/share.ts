import {
  type Database,
  deleteShare,
  findShareTarget,
  getReadableDataset,
  getReadableExperiment,
  getReadableRun,
  getReadableShare,
  holdDataset,
  holdExperiment,
  holdRun,
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
  type ShareableRef,
  type shareCreateInput,
  type shareListInput,
} from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import type { z } from 'zod'
import { type Actor, requireAdmin, viewerOf } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'

type ShareInput = z.output<typeof shareCreateInput>

/**
 * Shares a thing, which only its owner may; to share it again with the same side changes how far that goes. Throws
 * USER_NOT_FOUND, also for an account that is disabled or has yet to confirm its address: whoever is signed in may know who
 * else has an account, as colleagues do.
 */
export async function createShare(deps: AccessDeps, actor: Actor, input: ShareInput): Promise<Share> {
  const viewer = viewerOf(actor)
  return transact(deps, async (trx) => {
    const { owner_id } = await holdOwnThing(trx, input, viewer)
    const side = await resolveSide(trx, input.with, deps)
    if (side.with_user_id === owner_id) throw refused('with', 'is whose it is already')
    if (input.dataset_id !== undefined && input.access === 'write') {
      throw refused('access', 'must be "read" for a dataset: a version never changes, and only its owner adds others')
    }
    const { dataset_id, experiment_id, run_id, access } = input
    const id = await putShare(trx, { owner_id, dataset_id, experiment_id, run_id, ...side, access })
    return toShare(await getReadableShare(trx, { id, viewer }))
  })
}

/** Shares that the actor gave or was given, newest first; of one thing, if named. Throws FORBIDDEN. */
export async function listOwnShares(
  deps: AccessDeps,
  actor: Actor,
  { dataset_id, experiment_id, run_id, given, ...page }: z.output<typeof shareListInput>,
): Promise<Page<Share>> {
  if (given === 'by_anyone') requireAdmin(actor)
  const viewer = viewerOf(actor)
  const thing = { dataset_id, experiment_id, run_id }
  await readThing(deps.db, thing, viewer)
  const rows = await listShares(deps.db, { viewer, thing, given }, page)
  return { ...rows, items: rows.items.map(toShare) }
}

/**
 * Ends a share: whose the thing is revokes it, and the user whom it is with may drop it. It acts at once, on streams of
 * events too; what was begun under it goes on.
 */
export async function removeShare(deps: AccessDeps, actor: Actor, { share_id }: { share_id: string }): Promise<void> {
  await transact(deps, async (trx) => {
    const viewer = viewerOf(actor)
    const share = await getReadableShare(trx, { id: share_id, viewer })
    const isSide = [share.owner_id, share.with_user_id].includes(actor.user_id)
    if (!isSide && !viewer.sees_all) throw new DomainError('FORBIDDEN', { needs: 'the owner of what is shared' })
    await deleteShare(trx, share_id)
  })
}

interface Owned {
  readonly owner_id: string
}

/** Keeps a thing of the actor's from being deleted until the transaction ends. */
async function holdOwnThing(trx: Transaction<Database>, thing: ShareableRef, viewer: Viewer): Promise<Owned> {
  const found = await readThing(trx, thing, viewer)
  if (!found) throw refused('', 'name what is to be shared')
  if (found.owner_id !== viewer.user_id && !viewer.sees_all) {
    throw new DomainError('FORBIDDEN', { needs: 'the owner of what is to be shared' })
  }
  if (thing.dataset_id !== undefined) await holdDataset(trx, thing.dataset_id)
  if (thing.experiment_id !== undefined) await holdExperiment(trx, { id: thing.experiment_id, viewer })
  if (thing.run_id !== undefined) await holdRun(trx, thing.run_id)
  return found
}

/** The thing, if one is named, that the actor may read. */
async function readThing(
  db: Kysely<Database>,
  { dataset_id, experiment_id, run_id }: ShareableRef,
  viewer: Viewer,
): Promise<Owned | undefined> {
  if (dataset_id !== undefined) return getReadableDataset(db, { id: dataset_id, viewer })
  if (experiment_id !== undefined) return getReadableExperiment(db, { id: experiment_id, viewer })
  if (run_id !== undefined) return getReadableRun(db, { id: run_id, viewer })
  return undefined
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

function toShare(row: ShareDetailRow): Share {
  const { with_user_id, with_email, with_group } = row
  if (with_group === null && (with_user_id === null || with_email === null)) {
    throw new TypeError(`the share ${row.id} is with nobody`)
  }
  return {
    id: row.id,
    owner_id: row.owner_id,
    owner_email: row.owner_email,
    dataset_id: row.dataset_id,
    experiment_id: row.experiment_id,
    run_id: row.run_id,
    name: row.name,
    with: with_group === null ? { user_id: with_user_id ?? '', email: with_email ?? '' } : { group: with_group },
    access: row.access,
    created_at: row.created_at,
  }
}
