import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openWorkerSession, type Settlement, settleAttempts, submitRuns, transactAround } from '@assay/engine'
import { unheard } from '@assay/engine/testing'
import { Assay } from '@assay/sdk'
import { sql } from 'kysely'
import { z } from 'zod'
import { timeClaim } from './claim/claims.ts'
import { startChild } from './measure/child.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { spreadOf } from './measure/spread.ts'
import { addOwner, noOpKind, noOpRun } from './platform/no-op.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** A claim of a pull worker over HTTP, beside the claim of a platform worker from the same backlog. */
const { values } = parseArgs({
  options: {
    claims: { type: 'string', default: '200' },
    owners: { type: 'string', default: '100' },
    queued: { type: 'string', default: '200' },
  },
})
const claims = Number(values.claims)
const warmUp = 10
const slots = 16

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-pull-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const database = opened.use(await createScratchDatabase())
const { db } = database
const script = new URL('./pull-claim/api-process.ts', import.meta.url)
const api = opened.use(
  await startChild(script, [database.url, directory], z.object({ url: z.string(), token: z.string() })),
)

for (let owner = 0; owner < Number(values.owners); owner++) {
  const run = noOpRun(await addOwner(db), Number(values.queued))
  const anywhere = { ...run, jobs: run.jobs.map((job) => ({ ...job, placement: 'any' as const })) }
  await transactAround(unheard(db), (held) => submitRuns(held, [anywhere]))
}
await sql`vacuum analyze jobs, runs`.execute(db)

const { work } = new Assay({ url: api.said.url, apiKey: api.said.token, maxRetries: 0 }).trpc
const session = await work.open.mutate({ name: 'bench', slots, kinds: [noOpKind], lease_seconds: 600 })
const worker_id = await openWorkerSession(db, { name: 'bench', slots, lease_seconds: 600 })

/** Milliseconds of a claim over HTTP; what it got is settled afterwards. */
async function timePull(): Promise<number> {
  const started_at = performance.now()
  const { jobs } = await work.claim.mutate({ session_id: session.id, slots, wait_seconds: 0 })
  const took = performance.now() - started_at
  if (jobs.length !== slots) throw new Error(`claimed ${jobs.length} jobs`)
  const ended = jobs.map(
    ({ id: job_id, run_id, attempt }): Settlement => ({
      ...{ job_id, run_id, attempt, worker_id: session.id },
      end: { kind: 'succeeded', result: {}, outputs: [] },
    }),
  )
  await settleAttempts(unheard(db), ended)
  return took
}

const [pull, platform]: [number[], number[]] = [[], []]
for (let claim = 0; claim < claims + warmUp; claim++) {
  pull.push(await timePull())
  platform.push(await timeClaim(db, worker_id))
}
const [ours, beside] = [spreadOf(pull.slice(warmUp)), spreadOf(platform.slice(warmUp))]
report({
  command: 'pull-claim',
  postgres: database.version,
  figures: (['p50', 'p95'] as const).map((quantile) =>
    figure({
      what: `claim of ${slots} jobs by a pull worker over HTTP, ${quantile}`,
      unit: 'ms',
      ours: ours[quantile],
      alternative: { what: 'the claim of a platform worker, from the same backlog', value: beside[quantile] },
      ...(quantile === 'p50' && { hold: ratioAtMost(3) }),
    }),
  ),
  details: { claims, owners: Number(values.owners), queued_each: Number(values.queued) },
})
