import {
  type Alike,
  type AlikeDataset,
  type BlobRow,
  type Database,
  type DatasetRow,
  findAlikeDatasets,
  lockFamilies,
  lockTree,
} from '@assay/db'
import { transact } from '@assay/engine'
import type { CreatedDataset } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import { hashBlob } from '../file/blob-hash.ts'
import { toDataset } from './dataset.ts'
import type { DataDeps } from './deps.ts'

/** A table file that is to become a version, wherever its bytes came from. */
export interface Candidate {
  readonly alike: Alike
  /** Whether it is a version of its own, whatever is here. */
  readonly is_own?: boolean
  readonly bytes: Pick<BlobRow, 'id' | 'object_key' | 'sha256'>
  /** Locks what the bytes came in, and makes sure that it is there. */
  hold(trx: Transaction<Database>): Promise<void>
  /** Makes the version; the owner's families are locked. */
  make(trx: Transaction<Database>): Promise<DatasetRow>
  /** Ends what the bytes came in, where a version of the same bytes is here. */
  leave(trx: Transaction<Database>, here: DatasetRow): Promise<void>
}

/** The version that was made of the same bytes, to be read alike, where there is one; else a new one. */
export async function settleVersion(deps: DataDeps, candidate: Candidate): Promise<CreatedDataset> {
  for (;;) {
    const known = await findAlike(deps.db, candidate)
    const same = await findSame(deps, { known, bytes: candidate.bytes })
    const made = await transact(deps, (trx) => settle(trx, { candidate, known, same }))
    if (made) return made
  }
}

interface Settlement {
  readonly candidate: Candidate
  readonly known: readonly AlikeDataset[]
  readonly same: DatasetRow | undefined
}

/** Undefined when what is known is no longer all there is. */
async function settle(
  trx: Transaction<Database>,
  { candidate, known, same }: Settlement,
): Promise<CreatedDataset | undefined> {
  // the tree comes before whatever else is locked
  await lockTree(trx, candidate.alike.owner_id, 'shared')
  await candidate.hold(trx)
  await lockFamilies(trx, candidate.alike.owner_id)
  const present = (await findAlike(trx, candidate)).map(({ dataset }) => dataset)
  const here = present.find((dataset) => dataset.id === same?.id)
  const isKnown = present.every((dataset) => known.some((one) => one.dataset.id === dataset.id))
  if (!isKnown || (same && !here)) return undefined
  if (!here) return { ...toDataset(await candidate.make(trx)), is_new: true }
  await candidate.leave(trx, here)
  return { ...toDataset(here), is_new: false }
}

async function findAlike(db: Kysely<Database>, { alike, is_own }: Candidate): Promise<AlikeDataset[]> {
  return is_own ? [] : findAlikeDatasets(db, alike)
}

/** The version with these bytes; files are read for that only where one has their size. */
async function findSame(
  deps: DataDeps,
  { known, bytes }: Pick<Settlement, 'known'> & Pick<Candidate, 'bytes'>,
): Promise<DatasetRow | undefined> {
  if (known.length === 0) return undefined
  const sha256 = await hashBlob(deps, bytes)
  for (const { dataset, blob } of known) {
    if ((await hashBlob(deps, blob)) === sha256) return dataset
  }
  return undefined
}
