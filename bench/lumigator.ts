import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { type Load, medianOutcome, type Outcome, outcome, putLoad } from './api-get/load.ts'
import { prepare } from './lumigator/prepared.ts'
import { startChild } from './measure/child.ts'
import { type Figure, figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** What Lumigator's clients ask most, through the dialect. */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '8' },
    datasets: { type: 'string', default: '1000' },
    workflows: { type: 'string', default: '10' },
  },
})
const load: Load = { connections: Number(values.connections), seconds: Number(values.seconds) }
const many = { datasets: Number(values.datasets), workflows: Number(values.workflows) }

await using database = await createScratchDatabase()
await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-lumigator-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const place = [database.url, directory]
const script = (name: string) => new URL(`./${name}-process.ts`, import.meta.url)
const apiMessage = z.object({ url: z.string(), key: z.string() })
const { said: api } = opened.use(await startChild(script('lumigator/api'), place, apiMessage))
opened.use(await startChild(script('evaluation/worker'), place, z.literal('ready')))
const authorization = `Basic ${Buffer.from(`any:${api.key}`).toString('base64')}`
const base = `${api.url}/lumigator/api/v1`
const { dataset_id, job_id, experiment_id } = await prepare({ base, authorization }, many)

const get: Ask = (path, asked) => putLoad(`${base}/${path}`, authorization, asked)
const upload: Ask = async (path, { connections, seconds }) => {
  const args = [`${base}/${path}`, authorization, `${connections}`, `${seconds}`]
  await using child = await startChild(script('lumigator/uploads'), args, outcome)
  if (child.said.failed > 0) throw new Error(`${child.said.failed} uploads failed`)
  return child.said
}

type Ask = (path: string, load: Load) => Promise<Outcome>

/** What is asked, what the original answered of it in a second, and how many times that is promised. */
interface Subject {
  readonly what: string
  readonly path: string
  readonly ask: Ask
  readonly original: number
  readonly times: number
}

const subjects: readonly Subject[] = [
  { what: 'GET datasets/{id}', path: `datasets/${dataset_id}`, ask: get, original: 584, times: 5 },
  { what: `GET datasets/ of ${many.datasets}`, path: 'datasets/', ask: get, original: 150, times: 5 },
  { what: 'GET jobs/{id}', path: `jobs/${job_id}`, ask: get, original: 93, times: 10 },
  {
    what: `GET experiments/{id} with ${many.workflows} workflows`,
    ...{ path: `experiments/${experiment_id}`, ask: get, original: 44, times: 20 },
  },
  { what: 'POST datasets/ with 100 rows', path: 'datasets/', ask: upload, original: 8, times: 10 },
]

/** The first round warms up. */
async function measure({ path, ask }: Subject): Promise<Outcome> {
  const outcomes: Outcome[] = []
  for (let round = 0; round <= Number(values.rounds); round++) {
    const found = await ask(path, round === 0 ? { ...load, seconds: 2 } : load)
    if (round > 0) outcomes.push(found)
  }
  return medianOutcome(outcomes)
}

const figures: Figure[] = []
for (const subject of subjects) {
  const { requests_per_second, p99_ms } = await measure(subject)
  const alternative = { what: 'the original, on a machine of this kind', value: subject.original }
  figures.push(
    figure({
      ...{ what: subject.what, unit: 'requests/s', ours: requests_per_second, alternative },
      hold: ratioAtLeast(subject.times),
    }),
    figure({ what: `${subject.what}, p99`, unit: 'ms', ours: p99_ms }),
  )
}
await opened.disposeAsync()
report({ command: 'lumigator', postgres: database.version, figures, details: { ...load, ...many } })
