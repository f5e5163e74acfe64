import type { Actor } from '@assay/access'
import { appendLogs, settleAttempts } from '@assay/engine'
import { addUser, addWorker, claim, ended, failed, job, submit } from '@assay/engine/testing'
import type { ClaimedJob, LogChunk, LogEntry } from '@assay/schemas'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { OpenCore } from '../src/open-core.ts'
import { followLog } from '../src/run/log/following.ts'
import { openLogText, readLogPage } from '../src/run/log/log.ts'
import { searchLog } from '../src/run/log/search.ts'
import { storeLog, sweepLogs } from '../src/run/log/storing.ts'
import { removeRun } from '../src/run/run.ts'
import { openTestCore } from './open-test-core.ts'

let core: OpenCore

beforeAll(async () => {
  core = await openTestCore()
})
afterAll(() => core[Symbol.asyncDispose]())

interface Scene {
  readonly actor: Actor
  readonly job: ClaimedJob
}

async function openScene(): Promise<Scene> {
  const user_id = await addUser(core.db)
  await submit(core.db, user_id, [job('a', [], { max_attempts: 3 })])
  const [claimed] = await claim(core.db, await addWorker(core.db), 1)
  if (!claimed) throw new Error('there was no job')
  return { actor: { user_id, email: `${user_id}@example.org`, groups: ['users'] }, job: claimed }
}

function chunkOf(first_line: number, texts: readonly string[], stream = 0): LogChunk {
  const at = new Date(Date.UTC(2026, 11, 2, 10) + first_line).toISOString()
  return { first_line, lines: texts.length, at, spans: [[texts.length, 0, stream]], text: `${texts.join('\n')}\n` }
}

function entryOf({ id: job_id, run_id, attempt }: ClaimedJob, more: Partial<LogEntry> = {}): LogEntry {
  return { job_id, run_id, attempt, chunk: null, left_out: 0, is_last: false, ...more }
}

/** Writes lines down as the worker of the attempt does; the logs that are complete by that. */
async function write({ job }: Pick<Scene, 'job'>, first_line: number, texts: readonly string[], stream = 0) {
  return appendLogs(core, {
    worker_id: job.worker_id,
    entries: [entryOf(job, { chunk: chunkOf(first_line, texts, stream) })],
  })
}

async function close({ job }: Pick<Scene, 'job'>, left_out = 0) {
  return appendLogs(core, { worker_id: job.worker_id, entries: [entryOf(job, { left_out, is_last: true })] })
}

/** Closes the log and ends the job. */
async function finish(scene: Pick<Scene, 'job'>) {
  await close(scene)
  await settleAttempts(core, [ended(scene.job)])
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`)
const page = { after_line: 0, limit: 1_000 }
const textsOf = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text)

async function chunksIn({ job }: Scene): Promise<number> {
  const rows = await core.db.selectFrom('log_chunks').select('first_line').where('job_id', '=', job.id).execute()
  return rows.length
}

describe('a log that is read', () => {
  it('has the same lines in the database and in storage, with when and whence each came', async () => {
    const scene = await openScene()
    const { actor, job } = scene
    await write(scene, 1, numbered(1, 3))
    await write(scene, 4, ['a\0b', ''], 1)
    await write(scene, 6, numbered(6, 9), 2)
    await close(scene, 7)
    const read = () => readLogPage(core, actor, { job_id: job.id, ...page })
    const before = await read()
    expect(textsOf(before.items)).toEqual([...numbered(1, 3), 'a\ufffdb', '', ...numbered(6, 9)])
    expect(before.items[3]).toEqual({ number: 4, time: '2026-12-02T10:00:00.004Z', stream: 'stderr', text: 'a\ufffdb' })
    expect(before).toMatchObject({ attempt: 1, lines_total: 9, lines_left_out: 7, is_complete: true, next_after: null })
    await storeLog(core, { job_id: job.id, attempt: 1 })
    expect(await chunksIn(scene)).toBe(0)
    expect(await read()).toEqual(before)
  })

  it.each(['database', 'storage'])('goes on after any line, by pages, in the %s', async (place) => {
    const scene = await openScene()
    const { actor, job } = scene
    for (let first = 1; first < 100; first += 7) await write(scene, first, numbered(first, first + 6))
    await close(scene)
    if (place === 'storage') await storeLog(core, { job_id: job.id, attempt: 1 })
    const seen: string[] = []
    for (let after: number | null = 40; after !== null; ) {
      const { items, next_after } = await readLogPage(core, actor, { job_id: job.id, after_line: after, limit: 9 })
      seen.push(...textsOf(items))
      after = next_after
    }
    expect(seen).toEqual(numbered(41, 105))
  })

  it.each(['database', 'storage'])('is searched exactly, with a count of all of it, in the %s', async (place) => {
    const scene = await openScene()
    const { actor, job } = scene
    for (let first = 1; first <= 200; first += 50) await write(scene, first, numbered(first, first + 49))
    await write(scene, 201, ['100% of a_b', '100x of aXb', 'LINE 1', '日本 🙂'])
    await close(scene)
    if (place === 'storage') await storeLog(core, { job_id: job.id, attempt: 1 })
    const search = (text: string, more = {}) => searchLog(core, actor, { job_id: job.id, text, ...page, ...more })
    expect(await search('line 1', { after_line: 18, limit: 3 })).toMatchObject({
      count: 111,
      items: [{ number: 19 }, { number: 100 }, { number: 101 }],
      next_after: 101,
    })
    expect(await search('line 199')).toMatchObject({ count: 1, items: [{ number: 199 }], next_after: null })
    for (const [text, number] of Object.entries({ '0% of a_b': 201, 'LINE 1': 203, '本 🙂': 204 })) {
      expect(await search(text)).toMatchObject({ count: 1, items: [{ number }] })
    }
    expect(await search('absent')).toMatchObject({ count: 0, items: [], next_after: null })
    expect(await search('line', { limit: 200 })).toMatchObject({ count: 200, next_after: null })
  })

  it('is text as a whole', async () => {
    const scene = await openScene()
    for (let first = 1; first <= 40; first += 2) await write(scene, first, numbered(first, first + 1))
    const read = async () => {
      const { filename, text } = await openLogText(core, scene.actor, { job_id: scene.job.id })
      return [filename, await text.toArray().then((parts) => parts.join(''))]
    }
    const whole = ['a-1.log', `${numbered(1, 40).join('\n')}\n`]
    expect(await read()).toEqual(whole)
    await close(scene)
    await storeLog(core, { job_id: scene.job.id, attempt: 1 })
    expect(await read()).toEqual(whole)
  })

  it('is for who may read the job, and empty before the first attempt', async () => {
    const { job: claimed } = await openScene()
    const stranger: Actor = { user_id: await addUser(core.db), email: 'x@example.org', groups: ['users'] }
    const refused = { code: 'JOB_NOT_FOUND' }
    await expect(readLogPage(core, stranger, { job_id: claimed.id, ...page })).rejects.toMatchObject(refused)
    await expect(searchLog(core, stranger, { job_id: claimed.id, text: 'a', ...page })).rejects.toMatchObject(refused)
    await expect(openLogText(core, stranger, { job_id: claimed.id })).rejects.toMatchObject(refused)
    const run_id = await submit(core.db, stranger.user_id, [job('b')])
    const { id } = await core.db.selectFrom('jobs').select('id').where('run_id', '=', run_id).executeTakeFirstOrThrow()
    expect(await readLogPage(core, stranger, { job_id: id, ...page })).toMatchObject({ attempt: 0, items: [] })
    // or the next scene would be given this job
    await core.db.deleteFrom('runs').where('id', '=', run_id).execute()
  })
})

interface Follower {
  readonly seen: string[]
  readonly ended: Promise<void>
}

function follow({ actor, job }: Scene, more: Partial<Parameters<typeof followLog>[2]> = {}): Follower {
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const seen: string[] = []
  const read = async () => {
    const following = { job_id: job.id, since_line: 1, follow: true, signal: leaving.signal, ...more }
    for await (const { attempt, lines } of followLog(core, actor, following)) {
      seen.push(...lines.map(({ number, text }) => `${attempt}.${number} ${text}`))
    }
  }
  return { seen, ended: read() }
}

describe('a log that is followed', () => {
  it('gives each line once and in order to who came early, late, or from a line on, and ends with it', async () => {
    const scene = await openScene()
    const early = follow(scene)
    await write(scene, 1, numbered(1, 2))
    await vi.waitFor(() => expect(early.seen).toHaveLength(2))
    const late = follow(scene)
    const from = follow(scene, { since_line: 4 })
    const back = follow(scene, { seen: { attempt: 1, line: 2 } })
    await write(scene, 3, numbered(3, 5))
    await vi.waitFor(() => expect(from.seen).toHaveLength(2))
    await finish(scene)
    await Promise.all([early, late, from, back].map(({ ended }) => ended))
    const all = numbered(1, 5).map((line, index) => `1.${index + 1} ${line}`)
    expect([early.seen, late.seen, from.seen, back.seen]).toEqual([all, all, all.slice(3), all.slice(2)])
  })

  it('goes on over the move to storage', async () => {
    const scene = await openScene()
    for (let first = 1; first <= 60; first += 2) await write(scene, first, numbered(first, first + 1))
    await finish(scene)
    const { job, actor } = scene
    const seen: number[] = []
    for await (const { lines } of followLog(core, actor, { job_id: job.id, since_line: 1, follow: true })) {
      if (seen.length === 0) await storeLog(core, { job_id: job.id, attempt: 1 })
      seen.push(...lines.map(({ number }) => number))
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  })

  it('goes on with the next attempt, unless one was named', async () => {
    const scene = await openScene()
    await write(scene, 1, ['first'])
    const [any, first] = [follow(scene), follow(scene, { attempt: 1 })]
    await close(scene)
    await settleAttempts(core, [ended(scene.job, failed(true))])
    await sql`update jobs set available_at = null where id = ${scene.job.id}`.execute(core.db)
    const [again] = await claim(core.db, await addWorker(core.db), 1)
    if (!again) throw new Error('there is no second attempt')
    await write({ job: again }, 1, ['second'])
    await close({ job: again })
    await settleAttempts(core, [ended(again)])
    await Promise.all([any.ended, first.ended])
    expect([any.seen, first.seen]).toEqual([['1.1 first', '2.1 second'], ['1.1 first']])
  })

  it('reads what is there and ends, where it is not to be followed', async () => {
    const scene = await openScene()
    await write(scene, 1, ['one'])
    const once = follow(scene, { follow: false })
    await once.ended
    expect(once.seen).toEqual(['1.1 one'])
  })

  it('is read once for all who stand at the same line', async () => {
    const scene = await openScene()
    const read = vi.spyOn(core.logs, 'read')
    const followers = Array.from({ length: 20 }, () => follow(scene))
    await vi.waitFor(() => expect(read.mock.calls.length).toBeGreaterThanOrEqual(20))
    await write(scene, 1, ['one'])
    await finish(scene)
    await Promise.all(followers.map(({ ended }) => ended))
    for (const { seen } of followers) expect(seen).toEqual(['1.1 one'])
    const readings = await Promise.all(read.mock.results.map(({ value }) => value))
    const withLines = new Set(readings.filter(({ chunks }) => chunks.length > 0))
    expect(withLines.size).toBe(1)
    read.mockRestore()
  })
})

describe('a log that has ended', () => {
  it('takes nothing more, is moved once however often it is asked for, and goes with its run', async () => {
    const scene = await openScene()
    const { actor, job } = scene
    const log = { job_id: job.id, attempt: 1 }
    await write(scene, 1, ['one'])
    await storeLog(core, log)
    expect(await chunksIn(scene)).toBe(1)
    expect(await close(scene)).toEqual([log])
    await write(scene, 2, ['late'])
    await Promise.all([storeLog(core, log), storeLog(core, log)])
    await storeLog(core, log)
    const blobs = await core.db.selectFrom('blobs').selectAll().where('owner_id', '=', actor.user_id).execute()
    expect(blobs).toHaveLength(1)
    const key = blobs[0]?.object_key ?? ''
    expect(await core.storage.read(key).then((bytes) => bytes.toArray())).not.toEqual([])
    expect((await readLogPage(core, actor, { job_id: job.id, ...page })).items).toMatchObject([{ text: 'one' }])
    await settleAttempts(core, [ended(job)])
    await removeRun(core, actor, { run_id: job.run_id })
    expect(await core.db.selectFrom('blobs').select('id').where('owner_id', '=', actor.user_id).execute()).toEqual([])
    const { rows } = await sql`
      select 1 from pgboss.job where name = 'blob.delete' and data->'object_keys' ? ${key}`.execute(core.db)
    expect(rows).toHaveLength(1)
  })

  it('is seen to although its worker died before it could say so, with what was written down', async () => {
    const scene = await openScene()
    const { actor, job } = scene
    await write(scene, 1, ['one'])
    await settleAttempts(core, [ended(job, { kind: 'lost' })])
    await sql`update jobs set available_at = null where id = ${job.id}`.execute(core.db)
    // its worker may yet take it back
    await storeLog(core, { job_id: job.id, attempt: 1 })
    expect(await chunksIn(scene)).toBe(1)
    expect(await claim(core.db, await addWorker(core.db), 1)).toHaveLength(1)
    await sweepLogs(core)
    const { rows } =
      await sql`select data from pgboss.job where name = 'log.store' and data->>'job_id' = ${job.id}`.execute(core.db)
    expect(rows).toEqual([{ data: { job_id: job.id, attempt: 1 } }])
    await storeLog(core, { job_id: job.id, attempt: 1 })
    expect(await chunksIn(scene)).toBe(0)
    const first = await readLogPage(core, actor, { job_id: job.id, attempt: 1, ...page })
    expect([textsOf(first.items), first.is_complete]).toEqual([['one'], true])
    expect(await readLogPage(core, actor, { job_id: job.id, ...page })).toMatchObject({ attempt: 2, items: [] })
  })
})
