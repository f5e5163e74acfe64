import { countStoredBytes, getUserLimits, lockUsage } from '@assay/db'
import { transact } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import type { AccessDeps } from '../deps.ts'

type Deps = Pick<AccessDeps, 'db' | 'settings'>

interface Wish {
  readonly owner_id: string
  readonly bytes: number
  /** An upload that does not count, because the room is for it. */
  readonly upload_id?: string | undefined
}

/** In bytes; null: no limit. The built-in user has no quota. */
export async function storageQuota({ db, settings }: Deps, owner_id: string): Promise<number | null> {
  const { is_builtin, max_storage_bytes } = await getUserLimits(db, owner_id)
  if (is_builtin) return null
  return max_storage_bytes ?? settings.max_storage_bytes ?? null
}

/**
 * Makes sure that a user has room for so many more bytes. Nothing is exceeded if they are noted in the same
 * transaction: others who ask for the same user wait until it ends. Throws QUOTA_REACHED.
 */
export async function requireRoom(deps: Deps, wish: Wish): Promise<void> {
  const limit_bytes = await storageQuota(deps, wish.owner_id)
  if (limit_bytes === null) return
  await transact(deps, async (trx) => {
    await lockUsage(trx, wish.owner_id)
    await requireWithin(trx, wish, limit_bytes)
  })
}

/** The same for who only begins what will need the room: others may take it meanwhile. Throws QUOTA_REACHED. */
export async function expectRoom(deps: Deps, wish: Wish): Promise<void> {
  const limit_bytes = await storageQuota(deps, wish.owner_id)
  if (limit_bytes !== null) await requireWithin(deps.db, wish, limit_bytes)
}

async function requireWithin(db: Deps['db'], { owner_id, bytes, upload_id }: Wish, limit_bytes: number): Promise<void> {
  const used_bytes = await countStoredBytes(db, { owner_id, except_upload_id: upload_id ?? null })
  if (used_bytes + bytes > limit_bytes) throw quotaReached({ used_bytes, limit_bytes })
}

/** How much may come of unknown size, in bytes; null: no limit. `id` is that of the upload for which it is. */
export async function roomFor(deps: Deps, { id, owner_id }: { readonly id?: string; readonly owner_id: string }) {
  const limit_bytes = await storageQuota(deps, owner_id)
  if (limit_bytes === null) return null
  const used_bytes = await countStoredBytes(deps.db, { owner_id, except_upload_id: id ?? null })
  return { bytes: Math.max(0, limit_bytes - used_bytes), reached: quotaReached({ used_bytes, limit_bytes }) }
}

/** The same in the transaction that fills it: others who ask for the same user wait until it ends. */
export async function holdRoom(deps: Deps, owner_id: string): ReturnType<typeof roomFor> {
  return transact(deps, async (trx) => {
    await lockUsage(trx, owner_id)
    return roomFor({ ...deps, db: trx }, { owner_id })
  })
}

function quotaReached({ used_bytes, limit_bytes }: { used_bytes: number; limit_bytes: number }): DomainError {
  return new DomainError('QUOTA_REACHED', { what: 'storage', used_bytes, limit_bytes })
}
