import { createHints, insertUser, type JobRow, Listener, newId } from '@assay/db'
import { createTestDatabase } from '@assay/db/testing'
import { startDispatcher } from '@assay/dispatch'
import { channels, createSignals, listHeldAttempts, settleAttempts, submitRuns } from '@assay/engine'
import { expect, it } from 'vitest'

const log = { info: () => {}, warn: () => {}, error: () => {} }

/** An attempt that the test ends when it likes. */
interface Started {
  readonly job: JobRow
  readonly signal: AbortSignal
  readonly finish: () => void
}

async function openScene() {
  await using opened = new AsyncDisposableStack()
  const database = opened.use(await createTestDatabase())
  const { db } = database
  const listener = opened.use(await Listener.open({ url: database.url, channels: Object.values(channels) }))
  const hints = opened.use(createHints(db))
  const started: Started[] = []
  const waiting: (() => void)[] = []
  const deps = { db, hints, signals: createSignals(listener), log }
  const dispatcher = await startDispatcher(deps, {
    name: 'a worker',
    slots: 4,
    runners: {
      application: async (job, { signal }) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        started.push({ job, signal, finish: resolve })
        for (const wake of waiting.splice(0)) wake()
        await promise
        return { result: {}, outputs: [] }
      },
    },
  })
  opened.defer(() => {
    for (const { finish } of started) finish()
    return dispatcher.drain()
  })
  const scene = opened.move()
  return {
    ...deps,
    dispatcher,
    /** Resolves when so many attempts have been started, with the last. */
    async nthStart(count: number): Promise<Started> {
      while (started.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
      const last = started[count - 1]
      if (!last) throw new Error('not started')
      return last
    },
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

async function submitJob({ db, hints }: Pick<Awaited<ReturnType<typeof openScene>>, 'db' | 'hints'>): Promise<void> {
  const owner_id = newId()
  await insertUser(db, { id: owner_id, email: `${owner_id}@example.org`, name: 'Somebody', groups: ['users'] })
  const job = { name: 'a', kind: 'application', spec: { kind: 'application' }, needs: [], fingerprint: null } as const
  const run = { owner_id, experiment_id: null, name: 'a run', model: null, metrics: [], jobs: [job] }
  await db.transaction().execute((trx) => submitRuns(trx, [run]))
  hints.hint(channels.jobs)
}

it('still reaches the newer attempt of a job when the older one, superseded, ends late', async () => {
  await using scene = await openScene()
  const { db, hints, dispatcher } = scene
  await submitJob(scene)
  const first = await scene.nthStart(1)

  const { id: job_id, run_id, attempt } = first.job
  await settleAttempts(db, [{ job_id, run_id, attempt, worker_id: dispatcher.worker_id, end: { kind: 'lost' } }])
  hints.hint(channels.jobs)
  const newer = await scene.nthStart(2)
  expect(newer.job.attempt).toBe(2)

  first.finish()
  const stopped = new Promise((resolve) => newer.signal.addEventListener('abort', resolve))
  await db.updateTable('jobs').set({ stop_requested_at: new Date().toISOString() }).where('id', '=', job_id).execute()
  hints.hint(channels.stops, [run_id])
  await stopped
  expect(await listHeldAttempts(db, dispatcher.worker_id)).toHaveLength(1)
})
