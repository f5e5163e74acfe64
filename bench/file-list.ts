import { listOwnFiles } from '@assay/core'
import { fileListInput } from '@assay/schemas'
import pg from 'pg'
import type { z } from 'zod'
import { insertFiles } from './file-list/million.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const files = 1_000_000
const limit = 200
const repeats = 200
const folder = 'data/scans'

await using database = await createScratchDatabase()
const { db } = database
const user_id = await insertFiles(db, { files, folder })
const actor = { user_id, email: 'owner@example.org', groups: ['users'] as const }
const client = new pg.Client({ connectionString: database.url })
await client.connect()

async function timed(call: () => Promise<unknown>): Promise<number> {
  const started_at = performance.now()
  await call()
  return performance.now() - started_at
}

const list = (more: Partial<z.input<typeof fileListInput>> = {}) =>
  listOwnFiles({ db }, actor, fileListInput.parse({ path: folder, limit, ...more }))
const bare = () =>
  client.query(
    `select files.*, size_bytes, sha256 from files left join blobs on blobs.id = blob_id
     where files.owner_id = $1 and folder = $2 order by path limit $3`,
    [user_id, folder, limit + 1],
  )
const bareBelow = () =>
  client.query(
    `select files.*, size_bytes, sha256 from files left join blobs on blobs.id = blob_id
     where files.owner_id = $1 and path > $2 and path < $3 order by path limit $4`,
    [user_id, `${folder}/`, `${folder}0`, limit + 1],
  )

/** Cursors from the beginning of the list to its end. */
const deep = Array.from({ length: 100 }, (_, step) => {
  const number = String(Math.floor((step * files) / 101)).padStart(7, '0')
  return Buffer.from(`${folder}/scan-${number}`).toString('base64url')
})
const cursorOf = (repeat: number) => deep[repeat % deep.length] ?? ''

const ways = {
  bare,
  bareBelow,
  first: () => list(),
  below: () => list({ recursive: true }),
  later: (repeat: number) => list({ cursor: cursorOf(repeat) }),
  laterBelow: (repeat: number) => list({ recursive: true, cursor: cursorOf(repeat) }),
  folders: () => list({ kind: 'folder' }),
  foldersBelow: () => list({ kind: 'folder', recursive: true }),
  beginning: () => list({ prefix: 'scan-05' }),
  counted: () => list({ include_total: true }),
}
const times = new Map<string, number[]>()
for (let repeat = 0; repeat < repeats; repeat++) {
  for (const [way, call] of Object.entries(ways)) {
    times.set(way, [...(times.get(way) ?? []), await timed(() => call(repeat))])
  }
}
await client.end()

const medianOf = (way: keyof typeof ways) => median(times.get(way) ?? [])
const alternative = { what: 'the bare keyset query through pg', value: medianOf('bare') }
const first = { what: 'our first page', value: medianOf('first') }
const paged = (what: string, way: keyof typeof ways, beside: typeof alternative) =>
  figure({ what, unit: 'ms', ours: medianOf(way), alternative: beside, hold: ratioAtMost(2) })
report({
  command: 'file-list',
  postgres: database.version,
  figures: [
    paged('first page of a folder', 'first', alternative),
    paged('first page of all that is below it', 'below', { ...alternative, value: medianOf('bareBelow') }),
    paged('pages all the way down', 'later', first),
    paged('pages of all below it, all the way down', 'laterBelow', first),
    paged('the ten folders in it', 'folders', first),
    paged('the ten folders below it', 'foldersBelow', first),
    paged('first page of what begins so', 'beginning', first),
    figure({ what: 'first page with include_total', unit: 'ms', ours: medianOf('counted') }),
  ],
  details: { files, limit, repeats },
})
