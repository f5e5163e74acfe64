import { type Actor, viewerOf } from '@assay/access'
import { type FilePlace, findOwnersOfFiles, findSharedAccess, foldersAbove, lockTree } from '@assay/db'
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
 * What is to be done at a path; `remove`: to take away what is there, which changes the folder that it is in. What was
 * shared itself therefore stays where its owner has put it.
 */
type FileAccess = 'read' | 'write' | 'remove'

/**
 * Where a path is, and that the actor may do that there. To whom nothing of it is shared, it looks as if there were
 * nothing. Throws FILE_NOT_FOUND, FORBIDDEN, REFERENCE_AMBIGUOUS.
 */
export async function findPlace(
  { db }: Deps,
  actor: Actor,
  { path, owner, access }: FileRef & { readonly access: FileAccess },
): Promise<FilePlace> {
  const viewer = viewerOf(actor)
  const owner_id = owner === undefined ? actor.user_id : await findOwner({ db }, actor, owner)
  if (owner_id === undefined) throw notFound(path)
  if (owner_id === actor.user_id || viewer.sees_all) return { owner_id, path }
  const shared = await findSharedAccess(db, { owner_id, path, viewer })
  if (shared === undefined) throw notFound(path)
  if (access === 'read') return { owner_id, path }
  if (shared === 'read') throw new DomainError('FORBIDDEN', { needs: { share: 'file', access: 'write' } })
  const folder = foldersAbove(path).at(-1) ?? ''
  const isChangeable =
    access === 'write' || (await findSharedAccess(db, { owner_id, path: folder, viewer })) === 'write'
  if (!isChangeable) throw new DomainError('FORBIDDEN', { needs: { owner_of: 'file' } })
  return { owner_id, path }
}

/**
 * The same in the transaction that writes: until it ends nobody moves or deletes the folder that it was allowed in.
 * Whatever else is locked comes after it.
 */
export async function holdPlace(deps: Deps, actor: Actor, ref: FileRef): Promise<FilePlace> {
  return hold(deps, actor, { ...ref, access: 'write', held: 'shared' })
}

/** The same where more than one file is written: nobody else adds to the tree until the transaction ends. */
export async function holdTree(deps: Deps, actor: Actor, ref: FileRef): Promise<FilePlace> {
  return hold(deps, actor, { ...ref, access: 'write', held: 'exclusive' })
}

/** The same for what is to be taken away with all that is below it, to which nobody adds until the transaction ends. */
export async function holdEntry(deps: Deps, actor: Actor, ref: FileRef): Promise<FilePlace> {
  return hold(deps, actor, { ...ref, access: 'remove', held: 'exclusive' })
}

interface Hold extends FileRef {
  readonly access: FileAccess
  readonly held: Parameters<typeof lockTree>[2]
}

async function hold(deps: Deps, actor: Actor, { held, ...ref }: Hold): Promise<FilePlace> {
  return transact(deps, async (trx) => {
    const { owner_id } = await findPlace({ db: trx }, actor, ref)
    await lockTree(trx, owner_id, held)
    // what was moved before the lock was there may be out of what is shared
    return findPlace({ db: trx }, actor, ref)
  })
}

/** The top has no path of its own. */
export function notFound(path: string): DomainError {
  return new DomainError('FILE_NOT_FOUND', { path: path || '/' })
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
