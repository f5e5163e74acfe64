import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Load, medianOutcome, type Outcome, putLoad } from './api-get/load.ts'
import { startChild } from './measure/child.ts'
import { type Figure, figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
  },
})
const load: Load = { connections: Number(values.connections), seconds: Number(values.seconds) }

/** An address of the API and the one that answers with the same row and nothing else. */
interface Pair {
  readonly what: string
  readonly ours: string
  readonly bare: string
}

const apiMessage = z.object({ url: z.string(), key: z.string(), job_id: z.string(), dataset_id: z.string() })

await using database = await createScratchDatabase()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-api-'))
await using opened = new AsyncDisposableStack()
opened.defer(() => rm(directory, { recursive: true, force: true }))
const script = (name: string) => new URL(`./api-get/${name}-process.ts`, import.meta.url)
const api = opened.use(await startChild(script('api'), [database.url, directory], apiMessage)).said
const bare = opened.use(await startChild(script('bare'), [database.url], z.string())).said

const input = encodeURIComponent(JSON.stringify({ job_id: api.job_id }))
const pairs: readonly Pair[] = [
  { what: 'jobs.get, REST', ours: `${api.url}/api/v1/jobs/${api.job_id}`, bare: `${bare}/jobs/${api.job_id}` },
  { what: 'jobs.get, tRPC', ours: `${api.url}/trpc/jobs.get?input=${input}`, bare: `${bare}/jobs/${api.job_id}` },
  {
    what: 'datasets.get, REST',
    ours: `${api.url}/api/v1/datasets/${api.dataset_id}`,
    bare: `${bare}/datasets/${api.dataset_id}`,
  },
]

/** Both in turn; the first round warms up. */
async function measure(pair: Pair): Promise<{ ours: Outcome; bare: Outcome }> {
  const outcomes = { ours: [] as Outcome[], bare: [] as Outcome[] }
  for (let round = 0; round <= Number(values.rounds); round++) {
    const take = round === 0 ? { ...load, seconds: 2 } : load
    const ours = await putLoad(pair.ours, `Bearer ${api.key}`, take)
    const other = await putLoad(pair.bare, '', take)
    if (round === 0) continue
    outcomes.ours.push(ours)
    outcomes.bare.push(other)
  }
  return { ours: medianOutcome(outcomes.ours), bare: medianOutcome(outcomes.bare) }
}

const figures: Figure[] = []
for (const pair of pairs) {
  const { ours, bare: other } = await measure(pair)
  const alternative = 'bare Fastify + Kysely'
  figures.push(
    figure({
      what: pair.what,
      unit: 'requests/s',
      ours: ours.requests_per_second,
      alternative: { what: alternative, value: other.requests_per_second },
      hold: ratioAtLeast(0.4),
    }),
    figure({
      what: `${pair.what}, p99`,
      unit: 'ms',
      ours: ours.p99_ms,
      alternative: { what: alternative, value: other.p99_ms },
      hold: ratioAtMost(2.5),
    }),
  )
}
await opened.disposeAsync()
report({ command: 'api-get', postgres: database.version, figures, details: { ...load, rounds: Number(values.rounds) } })
