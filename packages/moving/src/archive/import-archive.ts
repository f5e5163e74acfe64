import type { Readable } from 'node:stream'
import {
  deleteUnfinishedUploads,
  type Restoration,
  replaceStorageId,
  restoreDatabase,
  type StoredTable,
} from '@assay/db'
import { sweepEverybody } from '@assay/engine'
import { removeNote, takePlace, writeMark } from '@assay/program'
import { migrateQueue, openMessages, takeMessages } from '@assay/queue'
import type { Storage } from '@assay/storage'
import type { Tell } from '../progress.ts'
import { admitDatabase, prepareTarget } from './admission.ts'
import { ArchiveInvalid } from './archive-invalid.ts'
import { type ArchiveReader, openArchive } from './archive-reader.ts'
import { type Ending, type Manifest, members } from './manifest.ts'
import { type KnownKeys, requireKeys } from './sealing-keys.ts'
import { ObjectTaker } from './take-objects.ts'
import { RowTaker } from './take-rows.ts'

export interface ImportOptions {
  readonly database_url: string
  readonly storage: Storage
  readonly source: Readable
  readonly keys: KnownKeys
  /** Keeps the key of secrets that the archive brings, when the server has none yet. */
  readonly keepSecretKey: (secret_key: string) => Promise<unknown>
  readonly onProgress?: Tell
}

export interface Imported {
  readonly made_at: string
  readonly rows: Readonly<Record<string, number>>
  readonly objects: number
  readonly object_bytes: number
  /** Folders of the archive that hold nothing of Assay's, such as a table of others beside ours, and were left out. */
  readonly unknown: readonly string[]
  /** Messages of a kind that this Assay no longer has, and were left out. */
  readonly unknown_messages: number
  readonly left_out: readonly string[]
}

/**
 * Makes an empty database and an empty storage what others were when the archive was made: all of it, or nothing that
 * counts. Throws StartError, ArchiveInvalid, SecretKeyError.
 */
export async function importArchive(options: ImportOptions): Promise<Imported> {
  const { database_url, storage } = options
  const archive = await openArchive(options.source)
  const { manifest } = archive
  await using _place = await takePlace({ database_url, kind: 'import' })
  const brought = requireKeys(manifest, options.keys, archive.secret_key)
  const storage_id = await prepareTarget(options, manifest)
  if (brought !== undefined) await options.keepSecretKey(brought)
  await migrateQueue({ url: database_url })
  const { migrations, tables } = manifest
  const imported = await restoreDatabase(
    {
      ...{ url: database_url, migrations, tables },
      admit: admitDatabase,
      async settle(trx) {
        await deleteUnfinishedUploads(trx)
        await sweepEverybody({ db: trx, hints: silent })
        await replaceStorageId(trx, storage_id)
        await writeMark(storage, storage_id)
      },
    },
    (restoration) => takeAll(options, archive, restoration),
  )
  await removeNote(storage)
  return imported
}

const silent = { hint() {}, async [Symbol.asyncDispose]() {} }

async function takeAll(
  { storage, onProgress: tell = () => {} }: ImportOptions,
  { manifest, members: all, readEnding }: ArchiveReader,
  restoration: Restoration,
): Promise<Imported> {
  const rows = new RowTaker(restoration)
  await using objects = new ObjectTaker({ storage, total_bytes: manifest.objects.size_bytes, tell })
  const places = await placesOf(manifest, restoration)
  const unknown = new Set<string>()
  for await (const member of all) {
    const folder = member.name.slice(0, member.name.lastIndexOf('/'))
    const table = places.get(folder)
    if (member.name.startsWith(members.objects)) {
      await rows.end()
      await objects.take(member)
    } else if (table) await rows.take(table, member.body)
    else for await (const _ of member.body) unknown.add(folder)
  }
  await rows.end()
  await objects.end()
  const ending = readEnding()
  requireCounts(ending, { rows: rows.counts, places, manifest, objects: objects.count })
  await restoration.close(manifest.sequences)
  const messages = await takeMessages(restoration.trx, manifest.messages.columns)
  return {
    made_at: manifest.made_at,
    rows: ending.rows,
    objects: objects.count,
    object_bytes: objects.size_bytes,
    unknown: [...unknown],
    unknown_messages: messages.unknown,
    left_out: ending.left_out,
  }
}

/** Where rows belong, by their folder in the archive. Tables that others have made beside ours have no place. */
async function placesOf({ tables, messages }: Manifest, restoration: Restoration): Promise<Map<string, StoredTable>> {
  const ours = tables.filter(({ name }) => restoration.tables.has(name))
  const places = ours.map((table): [string, StoredTable] => [members.tables + table.name, table])
  return new Map([...places, [members.messages, await openMessages(restoration.trx, messages.columns)]])
}

interface Counted {
  readonly rows: ReadonlyMap<string, number>
  readonly places: ReadonlyMap<string, StoredTable>
  readonly manifest: Manifest
  readonly objects: number
}

function requireCounts(ending: Ending, { rows, places, manifest, objects }: Counted): void {
  for (const [folder, { name }] of places) {
    const expected = folder === members.messages ? ending.messages : ending.rows[name]
    if ((rows.get(name) ?? 0) !== expected)
      throw new ArchiveInvalid(`Rows of ${name} are missing. Nothing was imported.`)
  }
  if (objects !== manifest.objects.count - ending.left_out.length) {
    throw new ArchiveInvalid('Objects are missing in this archive. Nothing was imported.')
  }
}
