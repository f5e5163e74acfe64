import type { ClaimedJob, LogChunk, LogEntry } from '@assay/schemas'
import { describe, expect, it, vi } from 'vitest'
import { Dispatcher } from '../dispatcher.ts'
import type { AttemptContext, Runner } from '../runner.ts'
import type { WorkSource } from '../work-source.ts'
import type { WorkScene } from './work-scene.ts'

const log = { info() {}, warn() {}, error() {} }
const succeeded = { kind: 'succeeded' as const, result: {}, outputs: [] }
const failed = {
  kind: 'failed' as const,
  error: { code: 'INTERNAL', message: 'It failed.', data: {} },
  retryable: false,
}
const five = { slots: 5, kinds: ['step'] }

function identityOf({ id, run_id, attempt }: ClaimedJob) {
  return { job_id: id, run_id, attempt }
}

function entryOf(job: ClaimedJob, chunk: Pick<LogChunk, 'first_line' | 'text'>): LogEntry {
  const whole = { ...chunk, lines: 1, at: '2026-12-02T10:00:00.000Z', spans: [[1, 0, 0]] satisfies LogChunk['spans'] }
  return { ...identityOf(job), chunk: whole, left_out: 0, is_last: false }
}

async function claimOne(source: WorkSource): Promise<ClaimedJob> {
  const [job] = (await source.claim({ slots: 1, kinds: ['step'] })).jobs
  if (!job) throw new Error('there was no job')
  return job
}

/** What every source of work must do, and what a dispatcher makes of it. */
export function describeWorkSource(name: string, openScene: () => Promise<WorkScene>): void {
  describe(`${name} as a source of work`, () => {
    it('gives as many jobs as are wanted, of kinds that are wanted, and each to one session', async () => {
      await using scene = await openScene()
      for (const job of ['a', 'b', 'c']) await scene.submit(job)
      await scene.submit('other', 'other')
      const [one, two] = [await scene.open(), await scene.open()]
      const first = (await one.claim({ slots: 2, kinds: ['step'] })).jobs
      expect(first.map((job) => [job.name, job.attempt, job.worker_id])).toEqual([
        ['a', 1, one.worker_id],
        ['b', 1, one.worker_id],
      ])
      expect((await two.claim(five)).jobs.map((job) => job.name)).toEqual(['c'])
      expect(await two.claim(five)).toEqual({ jobs: [], is_partial: false })
    })

    it('says what a session holds, and what of it is to stop', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      await scene.submit('b')
      const source = await scene.open()
      const { jobs } = await source.claim(five)
      await scene.stop('b')
      const held = await source.held()
      expect(new Map(held.map(({ job_id, attempt, stop_requested }) => [job_id, [attempt, stop_requested]]))).toEqual(
        new Map(jobs.map((job) => [job.id, [1, job.name === 'b']])),
      )
      await source.settle(jobs.map((job) => ({ ...identityOf(job), end: succeeded })))
      expect(await source.held()).toEqual([])
    })

    it('takes the end of an attempt once, and none of one that was superseded', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const [late, current] = [await scene.open(), await scene.open()]
      const before = await claimOne(late)
      await scene.lose(late)
      const now = await claimOne(current)
      expect(now.attempt).toBe(2)
      expect((await late.settle([{ ...identityOf(before), end: failed }])).moved.size).toBe(0)
      expect([...(await current.settle([{ ...identityOf(now), end: succeeded }])).moved]).toEqual([now.id])
      expect((await current.settle([{ ...identityOf(now), end: failed }])).moved.size).toBe(0)
      expect((await scene.see('a')).state).toBe('succeeded')
    })

    it('takes the next jobs with the end of others, where some are wanted', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const source = await scene.open()
      const first = await claimOne(source)
      await scene.submit('b')
      await scene.submit('c')
      const { moved, jobs } = await source.settle([{ ...identityOf(first), end: succeeded }], {
        slots: 1,
        kinds: ['step'],
      })
      expect([[...moved], jobs.map((job) => job.name)]).toEqual([[first.id], ['b']])
      expect((await source.claim(five)).jobs.map((job) => job.name)).toEqual(['c'])
    })

    it('gives a session that returns what nobody else has, and nothing more', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const source = await scene.open()
      const kept = await claimOne(source)
      await scene.submit('b')
      const taken = await claimOne(source)
      await scene.lose(source)
      const other = await scene.open()
      const [next] = (await other.claim({ slots: 1, kinds: ['step'] })).jobs
      const free = next?.id === kept.id ? taken : kept
      expect([...(await source.readopt([kept, taken].map(identityOf)))]).toEqual([free.id])
      expect((await scene.see(free.name)).worker_id).toBe(source.worker_id)
    })

    it('queues again what is handed back or may succeed, and fails what has failed for good', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const source = await scene.open()
      const handed = await claimOne(source)
      await source.settle([{ ...identityOf(handed), end: { kind: 'handed_back' } }])
      const again = await claimOne(source)
      expect([again.id, again.attempt]).toEqual([handed.id, 2])
      await source.settle([{ ...identityOf(again), end: failed }])
      expect((await scene.see('a')).state).toBe('failed')
      await scene.submit('b')
      await source.settle([{ ...identityOf(await claimOne(source)), end: { ...failed, retryable: true } }])
      expect(await scene.see('b')).toMatchObject({ state: 'queued', worker_id: null })
    })

    it('notes how far an attempt is, and nothing of one that was superseded', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const [late, current] = [await scene.open(), await scene.open()]
      const before = await claimOne(late)
      await scene.lose(late)
      const now = await claimOne(current)
      await current.note([{ ...identityOf(now), worker_id: current.worker_id, done: 3, total: 4 }])
      await late.note([{ ...identityOf(before), worker_id: late.worker_id, done: 1, total: 4 }])
      expect((await scene.see('a')).progress).toEqual({ done: 3, total: 4 })
    })

    it('keeps how far an attempt came in the end, or what was noted last', async () => {
      await using scene = await openScene()
      const source = await scene.open()
      for (const [name, progress] of Object.entries({ told: { done: 4, total: 4 }, untold: undefined })) {
        await scene.submit(name)
        const job = await claimOne(source)
        await source.note([{ ...identityOf(job), worker_id: source.worker_id, done: 3, total: 4 }])
        await source.settle([{ ...identityOf(job), end: succeeded, progress }])
      }
      expect((await scene.see('told')).progress).toEqual({ done: 4, total: 4 })
      expect((await scene.see('untold')).progress).toEqual({ done: 3, total: 4 })
    })

    it('keeps each chunk of a log once, and nothing of an attempt that was superseded', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const [late, current] = [await scene.open(), await scene.open()]
      const before = await claimOne(late)
      const first = entryOf(before, { first_line: 1, text: 'one\n' })
      await late.log([first])
      await late.log([first, entryOf(before, { first_line: 2, text: 'two\n' })])
      await scene.lose(late)
      const now = await claimOne(current)
      await late.log([entryOf(before, { first_line: 3, text: 'late\n' })])
      await current.log([entryOf(now, { first_line: 1, text: 'again\n' })])
      expect([await scene.readLog('a', 1), await scene.readLog('a', 2)]).toEqual(['one\ntwo\n', 'again\n'])
    })

    it('wakes who watches when there are jobs, and when something is to stop, until that ends', async () => {
      await using scene = await openScene()
      const source = await scene.open()
      const wakes = { jobs: vi.fn(), stops: vi.fn() }
      const end = source.watch(wakes)
      await scene.submit('a')
      await vi.waitFor(() => expect(wakes.jobs).toHaveBeenCalled(), { interval: 1 })
      await claimOne(source)
      await scene.stop('a')
      await vi.waitFor(() => expect(wakes.stops).toHaveBeenCalled(), { interval: 1 })
      end()
    })

    it('tells what is out of reach from what is wrong', async () => {
      await using scene = await openScene()
      await scene.submit('a')
      const source = await scene.open()
      await scene.goAway()
      const error = await source.claim(five).catch((thrown: unknown) => thrown)
      expect(source.isOutage(error)).toBe(true)
      expect(source.isOutage(new TypeError('a mistake'))).toBe(false)
      await scene.comeBack()
      await vi.waitFor(async () => expect((await source.claim(five)).jobs).toHaveLength(1))
    })
  })

  describe(`a dispatcher over ${name}`, () => {
    it('executes all that there is, no more at once than it has slots', async () => {
      await using scene = await openScene()
      let [running, most] = [0, 0]
      await using _work = await startWork(scene, {
        runner: async () => {
          running += 1
          most = Math.max(most, running)
          await new Promise(setImmediate)
          running -= 1
          return { result: {}, outputs: [] }
        },
      })
      const names = Array.from({ length: 20 }, (_, index) => `job-${index}`)
      for (const job of names) await scene.submit(job)
      await vi.waitFor(async () => {
        for (const job of names) expect((await scene.see(job)).state).toBe('succeeded')
      })
      expect(most).toBeLessThanOrEqual(4)
    })

    it('says how far an attempt came that ends at once', async () => {
      await using scene = await openScene()
      await using _work = await startWork(scene, {
        runner: async (_job, { progress }) => {
          progress(1, 2)
          progress(2, 2)
          return { result: {}, outputs: [] }
        },
      })
      await scene.submit('a')
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'))
      expect((await scene.see('a')).progress).toEqual({ done: 2, total: 2 })
    })

    it('has written the log down when an attempt ends, without its secrets and what it says of progress', async () => {
      await using scene = await openScene()
      await using _work = await startWork(scene, {
        runner: async (_job, { log, hide }) => {
          hide('a secret of the job')
          await log.write('stdout', 'with a sec')
          await log.write('stdout', Buffer.from('ret of the job\n::progress 0.25 a quarter\nno end'))
          return { result: {}, outputs: [] }
        },
      })
      await scene.submit('a')
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'))
      expect(await scene.readLog('a', 1)).toBe('with (secret)\nno end\n')
      expect((await scene.see('a')).progress).toEqual({ done: 250, total: 1000 })
    })

    it('has written the log down although the source was out of reach meanwhile', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('a')
      const { context, finish } = await work.started('a')
      await scene.goAway()
      await context.log.write('stderr', 'one\ntwo\n')
      finish()
      await new Promise(setImmediate)
      await scene.comeBack()
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'), { timeout: 10_000 })
      expect(await scene.readLog('a', 1)).toBe('one\ntwo\n')
    })

    it('ends what is to stop, and says so only when nothing of it runs any more', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('a')
      const { context, finish } = await work.started('a')
      await scene.stop('a')
      await vi.waitFor(() => expect(context.signal.aborted).toBe(true))
      expect((await scene.see('a')).state).toBe('running')
      finish()
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('stopped'))
    })

    it('settles what ended while the source was out of reach, once it is back', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('a')
      const { finish } = await work.started('a')
      await scene.goAway()
      finish()
      await new Promise(setImmediate)
      await scene.comeBack()
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'), { timeout: 10_000 })
      expect((await scene.see('a')).attempt).toBe(1)
    })

    it('goes on with what it executes while the source is out of reach, until it must take it for dead', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene, { gives_up_ms: 3_000 })
      await scene.submit('a')
      const { context, finish } = await work.started('a')
      await vi.waitFor(async () => expect(await work.source.held()).toHaveLength(1))
      await scene.goAway()
      const away_at = performance.now()
      await vi.waitFor(() => expect(context.signal.aborted).toBe(true), { timeout: 10_000 })
      expect(performance.now() - away_at).toBeGreaterThan(1_000)
      finish()
      await scene.comeBack()
      const again = await work.started('a', { attempt: 2, timeout: 20_000 })
      again.finish()
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'))
    })

    it('hands back what it was given by a claim whose answer never came', async () => {
      await using scene = await openScene()
      scene.loseNextAnswer()
      await using work = await startWork(scene)
      await scene.submit('a')
      const { finish } = await work.started('a', { attempt: 2, timeout: 20_000 })
      finish()
      await vi.waitFor(async () => expect((await scene.see('a')).state).toBe('succeeded'))
    })

    it('kills what somebody else has meanwhile, and reports nothing of it', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('a')
      const { context, finish } = await work.started('a')
      const other = await scene.open()
      await scene.pass(work.source, other)
      await vi.waitFor(() => expect(context.signal.aborted).toBe(true), { timeout: 5_000 })
      finish()
      await work.dispatcher.drain()
      expect(await scene.see('a')).toMatchObject({ state: 'running', attempt: 2, worker_id: other.worker_id })
    })

    it('still reaches the newer attempt of a job when the older one, superseded, ends late', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('a')
      const older = await work.started('a')
      await scene.lose(work.source)
      const newer = await work.started('a', { attempt: 2 })
      expect(older.context.signal.aborted).toBe(true)
      older.finish()
      await scene.stop('a')
      await vi.waitFor(() => expect(newer.context.signal.aborted).toBe(true))
      expect(await work.source.held()).toHaveLength(1)
    })

    it('waits for what runs when it is drained, and hands back what takes too long', async () => {
      await using scene = await openScene()
      await using work = await startWork(scene)
      await scene.submit('quick')
      await scene.submit('slow')
      const quick = await work.started('quick')
      const slow = await work.started('slow')
      slow.context.signal.addEventListener('abort', slow.finish)
      const drained = work.dispatcher.drain({ timeout_ms: 100 })
      quick.finish()
      await drained
      expect([(await scene.see('quick')).state, (await scene.see('slow')).state]).toEqual(['succeeded', 'queued'])
    })
  })
}

interface Started {
  readonly job: ClaimedJob
  readonly context: AttemptContext
  readonly finish: () => void
}

interface WorkOptions extends Partial<Pick<WorkSource, 'gives_up_ms'>> {
  readonly runner?: Runner
}

/** A dispatcher of four slots; without a runner of its own, attempts end when the test says so. */
async function startWork(scene: WorkScene, { runner, ...more }: WorkOptions = {}) {
  const begun = new Map<string, Started>()
  const source = { ...(await scene.open()), ...more }
  const step: Runner = (job, context) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    begun.set(`${job.name}/${job.attempt}`, { job, context, finish: resolve })
    return promise.then(() => {
      context.signal.throwIfAborted()
      return { result: {}, outputs: [] }
    })
  }
  const dispatcher = new Dispatcher({ source, slots: 4, runners: { step: runner ?? step }, log })
  return {
    source,
    dispatcher,
    async started(name: string, { attempt = 1, timeout = 5_000 } = {}): Promise<Started> {
      return vi.waitFor(
        () => {
          const found = begun.get(`${name}/${attempt}`)
          if (!found) throw new Error(`attempt ${attempt} of ${name} has not started`)
          return found
        },
        { timeout, interval: 5 },
      )
    },
    async [Symbol.asyncDispose]() {
      for (const { finish } of begun.values()) finish()
      await dispatcher.drain({ timeout_ms: 0 })
    },
  }
}
