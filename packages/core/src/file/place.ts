import { type Actor, viewerOf } from '@assay/access'
import { type FilePlace, findOwnersOfFiles, findSharedAccess, lockTree } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { FileDeps } from './deps.ts'

type Deps = Pick<FileDeps, 'db'>

export interface FileRef {
  readonly path: string
  /** E-mail address, id, or the beginning of one; absent: the actor's own tree. */
  readonly owner?: string | undefined
}

const shortId = /^[0-9a-f]{8}[0-9a-f-]*$/i
const most = 5

/**
 * Where a path is, and that the actor may go there. To who may not, it looks as if there were nothing. Throws
 * FILE_NOT_FOUND, FORBIDDEN, REFERENCE_AMBIGUOUS.
 */
export async function findPlace(
  { db }: Deps,
  actor: Actor,
  { path, owner, access }: FileRef & { readonly access: 'read' | 'write' },
): Promise<FilePlace> {
  const viewer = viewerOf(actor)
  const owner_id = owner === undefined ? actor.user_id : await findOwner({ db }, actor, owner)
  if (owner_id === undefined) throw new DomainError('FILE_NOT_FOUND', { path })
  if (owner_id === actor.user_id || viewer.sees_all) return { owner_id, path }
  const shared = await findSharedAccess(db, { owner_id, path, viewer })
  if (shared === undefined) throw new DomainError('FILE_NOT_FOUND', { path })
  if (access === 'write' && shared === 'read') {
    throw new DomainError('FORBIDDEN', { needs: { share: 'file', access: 'write' } })
  }
  return { owner_id, path }
}

/**
 * The same for writing, in the transaction that writes: until it ends nobody moves or deletes the folder that it was
 * allowed in. Whatever else is locked comes after it.
 */
export async function holdPlace(deps: Deps, actor: Actor, ref: FileRef): Promise<FilePlace> {
  return transact(deps, async (trx) => {
    const place = await findPlace({ db: trx }, actor, { ...ref, access: 'write' })
    await lockTree(trx, place.owner_id, 'shared')
    // what was moved before the lock was there may be out of what is shared
    return findPlace({ db: trx }, actor, { ...ref, access: 'write' })
  })
}

/** Undefined: there is no such user, or none who shares files with the actor. */
async function findOwner({ db }: Deps, actor: Actor, owner: string): Promise<string | undefined> {
  const email = owner.toLowerCase()
  if ([actor.user_id, actor.email.toLowerCase()].includes(email)) return actor.user_id
  const named = shortId.test(owner) ? { beginning: owner } : { email }
  const [first, ...others] = await findOwnersOfFiles(db, { viewer: viewerOf(actor), most }, named)
  if (first && others.length > 0) {
    throw new DomainError('REFERENCE_AMBIGUOUS', { noun: 'user', reference: owner, candidates: [first, ...others] })
  }
  return first?.id
}
