import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openCore } from '@assay/core'
import { channels, submitRuns, transactAround } from '@assay/engine'
import { startWorker } from '@assay/worker'
import { pino } from 'pino'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median, rounded } from './measure/spread.ts'
import { addOwner } from './platform/no-op.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'
import { bareRound } from './process-jobs/bare-sandbox.ts'
import { noOpApplication } from './process-jobs/no-op-application.ts'

/** No-op jobs of an application, from their submission to the last settle, beside the sandbox alone. */
const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    slots: { type: 'string', default: '8' },
  },
})
const [jobs, slots] = [Number(values.jobs), Number(values.slots)]

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-process-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const database = opened.use(await createScratchDatabase())
const core = opened.use(
  await openCore({
    name: 'bench',
    database_url: database.url,
    storage_url: new URL('storage/', `file://${directory}/`).href,
    scratch_directory: join(directory, 'scratch'),
    secret_key: 'a key that is good for measuring, and for nothing else',
    settings: {},
    log: pino({ level: 'error' }, pino.destination(2)),
  }),
)
const options = { name: 'bench', slots, sandbox: 'bubblewrap', database_url: database.url } as const
const worker = await startWorker({ ...core, fetch: globalThis.fetch }, options)
opened.defer(() => worker.drain({ timeout_ms: 0 }))
const owner_id = await addOwner(core.db)

async function ourRound(): Promise<number> {
  const graph = Array.from({ length: jobs }, (_, at) => noOpApplication(`job-${at}`))
  const started_at = performance.now()
  const run = { owner_id, name: 'no-ops', jobs: graph }
  const [id = ''] = await transactAround(core, (held) => submitRuns(held, [run]))
  for (;;) {
    using watch = core.signals.watch(channels.events, id)
    const { state } = await core.db.selectFrom('runs').select('state').where('id', '=', id).executeTakeFirstOrThrow()
    if (state === 'succeeded') return (performance.now() - started_at) / 1000
    if (state === 'failed') throw new Error('a job has failed')
    await watch.next(1_000)
  }
}

const [ours, bare]: [number[], number[]] = [[], []]
// the first round finds cold caches, and is not counted
for (let round = 0; round <= Number(values.rounds); round++) {
  const seconds = [await bareRound({ jobs, slots }), await ourRound()] as const
  if (round === 0) continue
  bare.push(jobs / seconds[0])
  ours.push(jobs / seconds[1])
}
report({
  command: 'process-jobs',
  postgres: database.version,
  figures: [
    figure({
      what: 'no-op jobs of an application end to end: folders, sandbox, log, settle',
      unit: 'jobs/s',
      ours: median(ours),
      alternative: { what: `bubblewrap with the same namespaces, ${slots} at once`, value: median(bare) },
      hold: ratioAtLeast(0.5),
    }),
  ],
  details: { jobs, slots, rounds: ours.map(rounded), bare_rounds: bare.map(rounded) },
})
