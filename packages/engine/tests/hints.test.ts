import { createHints, type Database, Listener, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { type Channel, channels } from '../src/channel.ts'
import { claimJobs } from '../src/claim.ts'
import type { EngineDeps } from '../src/deps.ts'
import type { MoveCause } from '../src/legal-moves.ts'
import { noteProgress } from '../src/progress.ts'
import { settleAttempts } from '../src/settle.ts'
import type { Settlement } from '../src/settlement.ts'
import { createSignals } from '../src/signals.ts'
import { requestStop } from '../src/stop.ts'
import { type JobSubmission, submitRuns } from '../src/submit.ts'
import { addUser, addWorker, ended, failed, job } from '../src/testing/scene.ts'
import { transactAround } from '../src/transact.ts'
import { settleAndClaim } from '../src/turn.ts'
import { sweepUnplaceable } from '../src/unplaceable.ts'
import { openWorkerSession, readoptAttempts } from '../src/worker-session.ts'

const longestMs = 50

/** Engine with ears: what it hints at, and how long after the commit that is heard. */
async function openScene() {
  await using opened = new AsyncDisposableStack()
  const { url, db } = opened.use(await createTestDatabase())
  const listener = opened.use(await Listener.open({ url, channels: Object.values(channels) }))
  const deps: EngineDeps = {
    db,
    hints: opened.use(createHints(db)),
    signals: createSignals(listener),
    log: { info() {}, warn() {}, error() {} },
  }
  const owner_id = await addUser(db)
  const worker_id = await addWorker(db)
  const scene = opened.move()

  async function submit(jobs: readonly JobSubmission[]): Promise<string> {
    const [run_id = ''] = await transactAround(deps, (held) => submitRuns(held, [{ owner_id, name: 'a run', jobs }]))
    return run_id
  }

  return {
    ...deps,
    submit,
    worker_id,
    claim: () => claimJobs(deps, { worker_id, slots: 10, kinds: ['step'] }),
    /** Which channels hear of what moves, within how many milliseconds of its end. */
    async heard(move: () => Promise<unknown>): Promise<ReadonlyMap<Channel, number>> {
      await quiet(deps)
      const heard: { channel: Channel; at: number }[] = []
      const ends = Object.values(channels).map((channel) =>
        deps.signals.subscribe(channel, () => heard.push({ channel, at: performance.now() })),
      )
      await move()
      const moved_at = performance.now()
      await quiet(deps)
      for (const end of ends) end()
      // the last is the mark of the silence
      const first = heard.slice(0, -1).toReversed()
      return new Map(first.map(({ channel, at }) => [channel, at - moved_at]))
    },
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

/** Resolves when all that was hinted at is heard, and then a mark that was sent after it. */
async function quiet({ db, hints, signals }: EngineDeps): Promise<void> {
  await hints[Symbol.asyncDispose]()
  const mark = newId()
  using watch = signals.watch(channels.changes, mark)
  await sql`select pg_notify(${channels.changes}, ${mark})`.execute(db)
  await watch.next(5_000)
}

type Scene = Awaited<ReturnType<typeof openScene>>

const { jobs, events, stops } = channels
const settling = (end: Settlement['end']) => async (scene: Scene) => {
  await scene.submit([job('a'), job('b', ['a'])])
  const [claimed] = (await scene.claim()).jobs
  if (!claimed) throw new Error('nothing was claimed')
  return () => settleAttempts(scene, [ended(claimed, end)])
}

it('wakes nobody for a job that whoever freed it has taken', async () => {
  await using scene = await openScene()
  await scene.submit([job('a'), job('b', ['a'])])
  const [claimed] = (await scene.claim()).jobs
  if (!claimed) throw new Error('nothing was claimed')
  const request = { worker_id: scene.worker_id, slots: 1, kinds: ['step'] }
  const heard = await scene.heard(async () => {
    const { jobs: next } = await settleAndClaim(scene, { settlements: [ended(claimed)], request })
    expect(next.map(({ name }) => name)).toEqual(['b'])
  })
  expect([...heard.keys()]).toEqual([channels.events])
})

/** Each move that a job can make: what makes it, and who must hear of it. */
const moves = {
  freed: { wakes: [jobs, events], prepare: settling({ kind: 'succeeded', result: {}, outputs: [] }) },
  succeeded: { wakes: [events], prepare: settling({ kind: 'succeeded', result: {}, outputs: [] }) },
  failed: { wakes: [events], prepare: settling(failed(false)) },
  skipped: { wakes: [events], prepare: settling(failed(false)) },
  retried: { wakes: [jobs, events], prepare: settling(failed(true)) },
  handed_back: { wakes: [jobs, events], prepare: settling({ kind: 'handed_back' }) },
  lost: { wakes: [jobs, events], prepare: settling({ kind: 'lost' }) },
  claimed: {
    wakes: [events],
    async prepare(scene) {
      await scene.submit([job('a')])
      return scene.claim
    },
  },
  readopted: {
    wakes: [events],
    async prepare(scene) {
      const lose = await settling({ kind: 'lost' })(scene)
      await lose()
      const held = await scene.db.selectFrom('jobs').selectAll().where('name', '=', 'a').executeTakeFirstOrThrow()
      const attempts = [{ job_id: held.id, run_id: held.run_id, attempt: held.attempt }]
      return () => readoptAttempts(scene, { worker_id: scene.worker_id, attempts })
    },
  },
  stopped: {
    wakes: [events],
    async prepare(scene) {
      const settle = await settling({ kind: 'stopped' })(scene)
      const { run_id } = await scene.db.selectFrom('jobs').select('run_id').executeTakeFirstOrThrow()
      await transactAround(scene, (held) => requestStop(held, run_id))
      return settle
    },
  },
  unplaceable: {
    wakes: [events],
    async prepare(scene) {
      const requires = { cpu: 2, memory_bytes: 0, gpu: 0, labels: [] }
      await scene.submit([job('a', [], { requires, unplaceable_seconds: 0 })])
      const offers = { cpu: 1, memory_bytes: 0, gpus: [], labels: [] }
      await openWorkerSession(scene.db, { name: 'small', slots: 1, lease_seconds: 20, kinds: ['step'], offers })
      return () => sweepUnplaceable(scene)
    },
  },
  stopped_waiting: {
    wakes: [stops, events],
    async prepare(scene) {
      const run_id = await scene.submit([job('a')])
      return () => transactAround(scene, (held) => requestStop(held, run_id))
    },
  },
} satisfies Record<MoveCause, Move>

interface Move {
  readonly wakes: readonly Channel[]
  /** Leads up to the move; what it gives makes it. */
  readonly prepare: (scene: Scene) => Promise<() => Promise<unknown>>
}

it.each(Object.entries<Move>(moves))('is heard at once by who waits for it: %s', async (_, { wakes, prepare }) => {
  await using scene = await openScene()
  const move = await prepare(scene)
  const heard = await scene.heard(move)
  for (const channel of wakes) expect(heard.get(channel), channel).toBeLessThan(longestMs)
})

it('wakes workers when a run is submitted, and nobody when nothing of it is to be done', async () => {
  await using scene = await openScene()
  expect((await scene.heard(() => scene.submit([job('a')]))).get(jobs)).toBeLessThan(longestMs)
  const [claimed] = (await scene.claim()).jobs
  if (!claimed) throw new Error('nothing was claimed')
  await settleAttempts(scene, [ended(claimed)])
  const reuse = { job_id: claimed.id, result: {} }
  expect((await scene.heard(() => scene.submit([job('a', [], { reuse })]))).has(jobs)).toBe(false)
})

it('is heard at once by followers: how far an attempt has come', async () => {
  await using scene = await openScene()
  await scene.submit([job('a')])
  const [claimed] = (await scene.claim()).jobs
  if (!claimed) throw new Error('nothing was claimed')
  const { id: job_id, run_id, attempt, worker_id } = claimed
  const note = () => noteProgress(scene, [{ job_id, run_id, attempt, worker_id, done: 1, total: 2 }])
  expect((await scene.heard(note)).get(events)).toBeLessThan(longestMs)
})

it('is told to nobody when the transaction is undone', async () => {
  await using scene = await openScene()
  const undo = () =>
    transactAround(scene, async (held) => {
      await submitRuns(held, [{ owner_id: newId(), name: 'a run', jobs: [job('a')] }])
    }).catch(() => {})
  expect([...(await scene.heard(undo)).keys()]).toEqual([])
})

/** What changes seldom hints at itself, whoever changes it. */
const rows: readonly { readonly what: string; readonly channel: Channel; readonly change: RowChange }[] = [
  {
    what: 'a dataset that is ready',
    channel: channels.changes,
    change: async (db, owner_id) => {
      const blob_id = newId()
      await sql`insert into blobs (id, owner_id, size_bytes, object_key)
        values (${blob_id}, ${owner_id}, 1, 'x')`.execute(db)
      await sql`insert into datasets
        (id, owner_id, name, version, filename, format, size_bytes, original_blob_id)
        values (${newId()}, ${owner_id}, 'news', 1, 'news.csv', 'csv', 1, ${blob_id})`.execute(db)
      return () => sql`update datasets set state = 'ready'`.execute(db)
    },
  },
  {
    what: 'an API key that is revoked',
    channel: channels.credentials,
    change: async (db, owner_id) => {
      await sql`insert into api_keys (id, owner_id, name, prefix, key_hash, scopes)
        values (${newId()}, ${owner_id}, 'key', 'assay', '\\x00', '{admin}')`.execute(db)
      return () => sql`delete from api_keys`.execute(db)
    },
  },
  {
    what: 'an API key that gets a new value',
    channel: channels.credentials,
    change: async (db, owner_id) => {
      await sql`insert into api_keys (id, owner_id, name, prefix, key_hash, scopes)
        values (${newId()}, ${owner_id}, 'key', 'assay', '\\x00', '{admin}')`.execute(db)
      return () => sql`update api_keys set key_hash = '\\x01'`.execute(db)
    },
  },
  {
    what: 'a session that ends',
    channel: channels.credentials,
    change: async (db, owner_id) => {
      await sql`insert into sessions (id, owner_id, token_hash, mark_key, user_agent, address, expires_at)
        values (${newId()}, ${owner_id}, '\\x00', '\\x00', '', '', now() + interval '1 day')`.execute(db)
      return () => sql`delete from sessions`.execute(db)
    },
  },
  {
    what: 'a user who is disabled',
    channel: channels.credentials,
    change: async (db, owner_id) => () => sql`update users set disabled_at = now() where id = ${owner_id}`.execute(db),
  },
  {
    what: 'a share that is revoked',
    channel: channels.events,
    change: async (db, owner_id) => {
      const run_id = newId()
      await sql`insert into runs (id, owner_id, name) values (${run_id}, ${owner_id}, 'a run')`.execute(db)
      await sql`insert into shares (id, owner_id, run_id, with_group, access)
        values (${newId()}, ${owner_id}, ${run_id}, 'users', 'read')`.execute(db)
      return () => sql`delete from shares`.execute(db)
    },
  },
]

type RowChange = (db: Kysely<Database>, owner_id: string) => Promise<() => Promise<unknown>>

it.each(rows)('is heard at once by who waits for it: $what', async ({ channel, change }) => {
  await using scene = await openScene()
  const { id: owner_id } = await scene.db.selectFrom('users').select('id').executeTakeFirstOrThrow()
  const heard = await scene.heard(await change(scene.db, owner_id))
  expect(heard.get(channel)).toBeLessThan(longestMs)
})
