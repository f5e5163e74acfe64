import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Load, medianOutcome, type Outcome, putLoad } from './api-get/load.ts'
import { startChild } from './measure/child.ts'
import { type Figure, figure } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { bringHistory } from './mip/history.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** What mip_server's client asks most, through the dialect. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    runs: { type: 'string', default: '1000' },
  },
})
const load: Load = { connections: Number(values.connections), seconds: Number(values.seconds) }
const runs = Number(values.runs)

await using database = await createScratchDatabase()
await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-mip-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const apiMessage = z.object({ url: z.string(), key: z.string() })
const script = new URL('./lumigator/api-process.ts', import.meta.url)
const { said: api } = opened.use(await startChild(script, [database.url, directory], apiMessage))
await bringHistory({ url: database.url, directory, runs })
const authorization = `Basic ${Buffer.from(`mip:${api.key}`).toString('base64')}`
const base = `${api.url}/mip`
const listed = await fetch(`${base}/runs/`, { headers: { authorization } })
const ids = z
  .array(z.string())
  .length(runs)
  .parse(await listed.json())

/** The first round warms up. */
async function measure(path: string): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (let round = 0; round <= Number(values.rounds); round++) {
    const found = await putLoad(`${base}${path}`, authorization, round === 0 ? { ...load, seconds: 2 } : load)
    if (round > 0) outcomes.push(found)
  }
  return medianOutcome(outcomes)
}

const figures: Figure[] = []
for (const [what, path] of [
  [`GET jobs/ of ${runs} runs`, '/jobs/'],
  ['GET runs/{id}', `/runs/${ids[0]}`],
]) {
  const { requests_per_second, p99_ms } = await measure(path ?? '')
  figures.push(figure({ what: what ?? '', unit: 'requests/s', ours: requests_per_second }))
  figures.push(figure({ what: `${what}, p99`, unit: 'ms', ours: p99_ms }))
}
await opened.disposeAsync()
report({ command: 'mip', postgres: database.version, figures, details: { ...load, runs } })
