import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Load, medianOutcome, type Outcome, putLoad } from './api-get/load.ts'
import { startChild } from './measure/child.ts'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/**
 * What it costs to know who asks: the same route of the same API, which in one of two processes takes everybody for one
 * user.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '32' },
  },
})
const load: Load = { connections: Number(values.connections), seconds: Number(values.seconds) }
const apiMessage = z.object({ url: z.string(), key: z.string(), job_id: z.string() })

await using database = await createScratchDatabase()
await using opened = new AsyncDisposableStack()
async function startApi(...more: string[]): Promise<z.infer<typeof apiMessage>> {
  const directory = await mkdtemp(join(tmpdir(), 'assay-bench-api-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const script = new URL('./api-get/api-process.ts', import.meta.url)
  return opened.use(await startChild(script, [database.url, directory, ...more], apiMessage)).said
}
const sides = [await startApi(), await startApi('open')]

/** Both sides in turn; the first round warms up. */
async function measure(address: (job_id: string) => string): Promise<Outcome[]> {
  const outcomes: Outcome[][] = sides.map(() => [])
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [index, { url, key, job_id }] of sides.entries()) {
      const outcome = await putLoad(
        url + address(job_id),
        `Bearer ${key}`,
        round === 0 ? { ...load, seconds: 2 } : load,
      )
      if (round > 0) outcomes[index]?.push(outcome)
    }
  }
  return outcomes.map(medianOutcome)
}

const addresses = {
  'jobs.get, REST': (job_id: string) => `/api/v1/jobs/${job_id}`,
  'jobs.get, tRPC': (job_id: string) => `/trpc/jobs.get?input=${encodeURIComponent(JSON.stringify({ job_id }))}`,
}
const figures = []
for (const [what, address] of Object.entries(addresses)) {
  const [ours, open] = await measure(address)
  if (!ours || !open) throw new Error('nothing was measured')
  figures.push(
    figure({
      what: `${what}, with authentication`,
      unit: 'requests/s',
      ours: ours.requests_per_second,
      alternative: { what: 'the same without', value: open.requests_per_second },
      hold: ratioAtLeast(0.9),
    }),
  )
}
await opened.disposeAsync()
report({
  command: 'authentication',
  postgres: database.version,
  figures,
  details: { ...load, rounds: Number(values.rounds) },
})
