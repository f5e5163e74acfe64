import type { Writable } from 'node:stream'
import { createSecretBox } from '@assay/access'
import { findSealHeaders, openSnapshot, type Snapshot } from '@assay/db'
import { waitingMessages } from '@assay/queue'
import type { Storage } from '@assay/storage'
import type { Tell } from '../progress.ts'
import { addObjects } from './add-objects.ts'
import { addRows } from './add-rows.ts'
import { writeArchive } from './archive-writer.ts'
import { type Manifest, members } from './manifest.ts'

export interface ExportOptions {
  readonly database_url: string
  readonly storage: Storage
  readonly output: Writable
  /** What the archive passes on its way to the output; nothing unless given. */
  readonly stages?: readonly NodeJS.ReadWriteStream[]
  /** The key of secrets, to be put into the archive as it is; absent: it is not. */
  readonly secret_key?: string | undefined
  /** Whether objects that are damaged or missing are left out; else the export ends at the first. */
  readonly leave_out_damaged?: boolean
  readonly onProgress?: Tell
}

export interface Exported {
  readonly rows: Readonly<Record<string, number>>
  readonly objects: number
  readonly object_bytes: number
  readonly left_out: readonly string[]
  /** Whether an import needs the key of secrets, which is not in the archive. */
  readonly needs_secret_key: boolean
}

/**
 * Writes everything of a server, as it was at one moment, into one archive, while others go on writing. Throws
 * StartError when an object is not as it was stored.
 */
export async function exportArchive({ database_url, storage, ...options }: ExportOptions): Promise<Exported> {
  await using snapshot = await openSnapshot(database_url)
  const { onProgress: tell = () => {}, leave_out_damaged = false, stages = [], output, secret_key } = options
  const rows: Record<string, number> = {}
  let left_out: string[] = []
  const manifest = await describe(snapshot, secret_key)
  await writeArchive({ output, stages }, async (writer) => {
    await writer.add(members.manifest, Buffer.from(JSON.stringify(manifest, null, 2)))
    if (secret_key !== undefined) await writer.add(members.secret_key, Buffer.from(secret_key))
    for (const table of snapshot.tables) {
      const folder = members.tables + table.name
      rows[table.name] = await addRows(writer, { folder, rows: snapshot.rows(table), tell })
    }
    const messages = await addRows(writer, { folder: members.messages, rows: waiting(snapshot, manifest), tell })
    await snapshot.endOfRows()
    left_out = await addObjects(writer, { snapshot, storage, leave_out_damaged, tell })
    return { rows, messages, left_out }
  })
  const { count, size_bytes } = snapshot.objects
  const needs_secret_key = manifest.sealed_with.length > 0 && !manifest.has_secret_key
  return { rows, objects: count - left_out.length, object_bytes: size_bytes, left_out, needs_secret_key }
}

function waiting(snapshot: Snapshot, { messages }: Manifest) {
  return snapshot.rows({ ...messages, name: waitingMessages.table }, waitingMessages.condition)
}

const headerBytes = createSecretBox('a key of which only the length of its header is asked').header.length

async function describe(snapshot: Snapshot, secret_key: string | undefined): Promise<Manifest> {
  const { server_version: postgres_version, migrations, tables, sequences, objects } = snapshot
  const headers = await findSealHeaders(snapshot.db, headerBytes)
  return {
    format: 'assay archive',
    version: 1,
    made_at: new Date().toISOString(),
    postgres_version,
    migrations: [...migrations],
    tables: tables.map(({ name, columns }) => ({ name, columns: [...columns] })),
    sequences: [...sequences],
    messages: { columns: [...(await snapshot.describe(waitingMessages.table)).columns] },
    sealed_with: headers.map((header) => header.toString('hex')),
    has_secret_key: secret_key !== undefined,
    objects,
  }
}
