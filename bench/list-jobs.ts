import { listJobs, type Viewer } from '@assay/db'
import type { PageInput } from '@assay/schemas'
import pg from 'pg'
import { insertJobs, shareJobs } from './list-jobs/million.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const jobs = 1_000_000
const limit = 50
const repeats = 200

await using database = await createScratchDatabase()
const { db } = database
const user_id = await insertJobs(db, { jobs })
const viewer: Viewer = { user_id, groups: ['users'], sees_all: false }
const client = new pg.Client({ connectionString: database.url })
await client.connect()

async function timed(call: () => Promise<unknown>): Promise<number> {
  const started_at = performance.now()
  await call()
  return performance.now() - started_at
}

const list = (page: Partial<PageInput>, filter: Omit<Parameters<typeof listJobs>[1], 'viewer'> = {}) =>
  listJobs(db, { viewer, ...filter }, { limit, include_total: false, ...page })
const bare = () =>
  client.query('select * from jobs where owner_id = $1 order by id desc limit $2', [user_id, limit + 1])

/** Cursors of pages all the way down the list. */
async function cursors(): Promise<string[]> {
  const found: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await list({ limit: 20_000, ...(cursor !== undefined && { cursor }) })
    cursor = page.next_cursor
    if (cursor !== null) found.push(cursor)
  }
  return found
}

const deep = await cursors()
const times = { bare: [] as number[], first: [] as number[], later: [] as number[] }
const more = { counted: [] as number[], of_run: [] as number[] }
const few: Readonly<Record<string, Omit<Parameters<typeof listJobs>[1], 'viewer'>>> = {
  'a state that 1 in 1,000 has': { state: 'failed' },
  'a state that none has': { state: 'stopped' },
  'a live state that none has': { state: 'running' },
  'a kind that none has': { kind: 'evaluation' },
}
const found = Object.entries(few).map(([what, filter]) => ({ what, filter, times: [] as number[] }))
const [newest] = (await list({})).items
if (!newest) throw new Error('nothing was inserted')
for (let repeat = 0; repeat < repeats; repeat++) {
  const cursor = deep[repeat % deep.length]
  if (cursor === undefined) throw new Error('there is one page only')
  times.bare.push(await timed(bare))
  times.first.push(await timed(() => list({})))
  times.later.push(await timed(() => list({ cursor })))
  more.counted.push(await timed(() => list({ include_total: true })))
  more.of_run.push(await timed(() => list({}, { run_id: newest.run_id })))
  for (const one of found) one.times.push(await timed(() => list({}, one.filter)))
}

await shareJobs(db)
const shared = { first: [] as number[], later: [] as number[] }
for (let repeat = 0; repeat < repeats; repeat++) {
  const cursor = deep[repeat % deep.length] ?? ''
  shared.first.push(await timed(() => list({})))
  shared.later.push(await timed(() => list({ cursor })))
}
await client.end()

const first = median(times.first)
const alternative = { what: 'the bare keyset query through pg', value: median(times.bare) }
report({
  command: 'list-jobs',
  postgres: database.version,
  figures: [
    figure({
      what: 'first page',
      unit: 'ms',
      ours: first,
      alternative,
      hold: ratioAtMost(2),
    }),
    figure({
      what: 'pages all the way down',
      unit: 'ms',
      ours: median(times.later),
      alternative: { what: 'our first page', value: first },
      hold: ratioAtMost(2),
    }),
    figure({ what: 'first page, with 100,000 shared jobs beside', unit: 'ms', ours: median(shared.first) }),
    figure({ what: 'pages all the way down, with 100,000 shared jobs beside', unit: 'ms', ours: median(shared.later) }),
    figure({ what: 'first page with include_total', unit: 'ms', ours: median(more.counted) }),
    figure({ what: 'first page of one run', unit: 'ms', ours: median(more.of_run) }),
    ...found.map(({ what, times: took }) =>
      figure({ what: `first page of ${what}`, unit: 'ms', ours: median(took), alternative, hold: ratioAtMost(5) }),
    ),
  ],
  details: { jobs, limit, repeats },
})
