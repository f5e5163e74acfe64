import { type Actor, viewerOf } from '@assay/access'
import {
  findLabelSample,
  findNewestSucceededRuns,
  findReadableRuns,
  getReadableExperiment,
  insertLabelSample,
  type LabelSampleRow,
  listLabelSamples,
  newId,
} from '@assay/db'
import { seededRandom } from '@assay/metrics'
import { DomainError, type judgeSampleInput, type LabelSample, type Page, type PageInput } from '@assay/schemas'
import type { z } from 'zod'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { type JudgedRuns, readJudged, readJudgedRuns } from './judged-runs.ts'

type Input = z.output<typeof judgeSampleInput>

/**
 * Draws examples for people to label, each as likely as any other, out of those that the judge has scored in all runs.
 * Throws RUN_NOT_FOUND, SCORE_MISSING, INPUT_INVALID.
 */
export async function drawSample(deps: ComparisonDeps, actor: Actor, input: Input): Promise<LabelSample> {
  const run_ids = await chooseRuns(deps, actor, input)
  const judged = await readJudgedRuns(deps, { run_ids, name: input.name })
  const population = await populationOf(deps, judged)
  if (population.length < 2) throw invalid('examples', 'there are fewer than two examples that the judge has scored')
  const row = await insertLabelSample(deps.db, {
    id: newId(),
    owner_id: actor.user_id,
    judge: input.name,
    criteria: JSON.stringify(judged.judge.criteria),
    pairs: judged.judge.pairs === true,
    run_ids,
    examples: draw(population, input),
    population: population.length,
    seed: input.seed,
  })
  return toSample(row)
}

async function chooseRuns(deps: ComparisonDeps, actor: Actor, { run_ids, experiment_id }: Input): Promise<string[]> {
  const viewer = viewerOf(actor)
  if (run_ids) {
    const ids = [...new Set(run_ids)]
    await requireReadable(deps, actor, ids)
    return ids
  }
  if (experiment_id === undefined) throw invalid('run_ids', 'must say which runs, where experiment_id does not')
  await getReadableExperiment(deps.db, { id: experiment_id, viewer })
  const runs = await findNewestSucceededRuns(deps.db, experiment_id)
  if (runs.length === 0) throw invalid('experiment_id', 'has no run that succeeded')
  return runs.slice(0, mostRuns).map(({ id }) => id)
}

const mostRuns = 20

async function requireReadable({ db }: ComparisonDeps, actor: Actor, ids: readonly string[]): Promise<void> {
  const found = new Set((await findReadableRuns(db, { ids, viewer: viewerOf(actor) })).map(({ id }) => id))
  const missing = ids.find((id) => !found.has(id))
  if (missing !== undefined) throw new DomainError('RUN_NOT_FOUND', { run_id: missing })
}

function invalid(path: string, message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path, message }] })
}

/** Numbers of the examples that the judge has scored by every criterion in every run. */
async function populationOf(deps: ComparisonDeps, judged: JudgedRuns): Promise<number[]> {
  let scored: Set<number> | undefined
  for (const criterion of judged.judge.criteria) {
    const { examples, scores } = await readJudged(deps, judged, criterion)
    const whole = [...examples].filter((_, at) => scores.every((column) => !Number.isNaN(column[at])))
    scored = scored === undefined ? new Set(whole) : scored.intersection(new Set(whole))
  }
  return [...(scored ?? [])].toSorted((a, b) => a - b)
}

/** Without replacement (Fisher and Yates), in order of their numbers. */
function draw(population: readonly number[], { examples, seed }: Input): number[] {
  const shuffled = shuffle(population, seed)
  return shuffled.slice(0, examples).toSorted((a, b) => a - b)
}

/** All in an order of which each is as likely; the same for the same seed. */
export function shuffle(values: readonly number[], seed: number): number[] {
  const random = seededRandom(seed)
  const shuffled = [...values]
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = random.integer(at + 1)
    const [one = 0, two = 0] = [shuffled[at], shuffled[other]]
    shuffled[at] = two
    shuffled[other] = one
  }
  return shuffled
}

/** A sample of the actor's, or of runs that the actor may read. Throws SAMPLE_NOT_FOUND, RUN_NOT_FOUND. */
export async function getSample(deps: ComparisonDeps, actor: Actor, sample_id: string): Promise<LabelSampleRow> {
  const row = await findLabelSample(deps.db, sample_id)
  if (!row) throw new DomainError('SAMPLE_NOT_FOUND', { sample_id })
  try {
    await requireReadable(deps, actor, row.run_ids)
  } catch (error) {
    if (row.owner_id === actor.user_id) throw error
    throw new DomainError('SAMPLE_NOT_FOUND', { sample_id })
  }
  return row
}

export async function listOwnSamples(deps: ComparisonDeps, actor: Actor, page: PageInput): Promise<Page<LabelSample>> {
  const rows = await listLabelSamples(deps.db, actor.user_id, page)
  return { ...rows, items: rows.items.map(toSample) }
}

function toSample({ examples, ...row }: LabelSampleRow): LabelSample {
  const { id, owner_id, judge, pairs, criteria, run_ids, population, seed, created_at } = row
  const items = examples.length * run_ids.length
  const drawn = examples.length
  return { id, owner_id, judge, pairs, criteria, run_ids, drawn, population, seed, items, created_at }
}
