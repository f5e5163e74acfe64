import { countKnownObjects, type Database, deleteUnfinishedUploads, openDatabase } from '@assay/db'
import { removeMark, removeNote, StartError, takePlace, writeMark, writeNote } from '@assay/program'
import type { Kysely } from 'kysely'
import type { Tell } from '../progress.ts'
import { type AdmittedStorages, admitStorages, type NamedStorage } from './admit-storages.ts'
import { copyObjects } from './copy-objects.ts'

export interface CopyOptions {
  readonly database_url: string
  readonly from: NamedStorage
  readonly to: NamedStorage
  /** Whether the copy is complete without objects that are damaged or missing. */
  readonly leave_out_damaged?: boolean
  readonly signal?: AbortSignal
  readonly onProgress?: Tell
}

export interface Copied {
  readonly objects: number
  readonly object_bytes: number
  /** How many of them this call has brought. */
  readonly copied: number
  /** Objects that are damaged or missing in the storage that they come from. */
  readonly damaged: readonly string[]
  /** Whether the server is to start on the new storage from now on; false: others are at work on the database. */
  readonly is_switched: boolean
}

/** What arrives while a round is under way is brought by the next one. */
const mostRounds = 10

/**
 * Copies all objects of a server to another storage; what is there whole is not copied again. Where nobody else is at
 * work, the new storage then takes the place of the old one.
 */
export async function copyStorage({ database_url, from, to, ...options }: CopyOptions): Promise<Copied> {
  await using stack = new AsyncDisposableStack()
  const place = await takePlaceBeside(database_url, stack)
  const db = stack.use(openDatabase<Database>({ url: database_url, pool_size: 4, application_name: 'assay copy' }))
  const storages = await admitStorages(db, { from, to, stack })
  const { count: objects, size_bytes: object_bytes } = await countKnownObjects(db)
  const { copied, damaged } = await copyInRounds({ ...options, ...storages, db, total_bytes: object_bytes })
  const is_switched = place === 'alone' && (damaged.length === 0 || options.leave_out_damaged === true)
  if (is_switched) await switchStorages(db, storages, to.url)
  return { objects, object_bytes, copied, damaged, is_switched }
}

/** Alone, where nobody else is at work; else beside them, who may go on. Throws StartError. */
async function takePlaceBeside(database_url: string, stack: AsyncDisposableStack): Promise<'alone' | 'beside others'> {
  const alone = await takePlace({ database_url, kind: 'move', patience_ms: 0 }).catch(unlessRefused)
  stack.use(alone ?? (await takePlace({ database_url, kind: 'copy' })))
  return alone ? 'alone' : 'beside others'
}

function unlessRefused(error: unknown): undefined {
  if (!(error instanceof StartError)) throw error
}

interface Copying extends AdmittedStorages, Pick<CopyOptions, 'signal' | 'onProgress'> {
  readonly db: Kysely<Database>
  readonly total_bytes: number
}

async function copyInRounds({ onProgress, total_bytes, ...round }: Copying) {
  let [copied, done_bytes] = [0, 0]
  for (let rounds = 1; ; rounds++) {
    const onDone = ({ size_bytes }: { readonly size_bytes: number }) => {
      done_bytes += size_bytes
      onProgress?.({ doing: 'objects', done_bytes, total_bytes })
    }
    const outcome = await copyObjects({ ...round, verify: rounds === 1, ...(rounds === 1 && { onDone }) })
    copied += outcome.copied
    if (outcome.copied === 0 || rounds === mostRounds) return { copied, damaged: outcome.damaged }
  }
}

/** The new mark comes last: a server starts on the new storage only when everything is there. */
async function switchStorages(
  db: Kysely<Database>,
  { source, target, storage_id }: AdmittedStorages,
  moved_to: string,
): Promise<void> {
  await db.transaction().execute(deleteUnfinishedUploads)
  await writeNote(source, { by: 'copy', storage_id, moved_to })
  await removeMark(source)
  await writeMark(target, storage_id)
  await removeNote(target)
}
