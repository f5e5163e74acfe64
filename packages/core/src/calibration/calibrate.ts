import { type Actor, viewerOf } from '@assay/access'
import type { Calibrated, CalibratedRun } from '@assay/compute'
import { findLabels, type LabelRow, type LabelSampleRow } from '@assay/db'
import { krippendorffAlpha } from '@assay/metrics'
import { type Calibration, DomainError, type JudgeCriterion, type judgeCalibrateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { ComparisonDeps } from '../comparison/deps.ts'
import { inTurn } from '../data/recomputation.ts'
import type { EvaluatedRun } from '../evaluation/evaluated-run.ts'
import { familyOf } from './family.ts'
import { keyOf } from './item.ts'
import { type Judged, type JudgedRuns, readJudged, readJudgedRuns, scoreOf } from './judged-runs.ts'
import { getSample } from './sample.ts'
import { staleness } from './staleness.ts'
import { readTexts, type Texts } from './text.ts'
import { noticesOf, sentenceOf } from './wording.ts'

type Input = z.output<typeof judgeCalibrateInput>
type Deps = ComparisonDeps & Parameters<typeof staleness>[0]

/** What labels of people say of a judge. Throws SAMPLE_NOT_FOUND, RUN_NOT_FOUND, INPUT_INVALID, LIMIT_REACHED. */
export async function calibrateJudge(deps: Deps, actor: Actor, input: Input): Promise<Calibration> {
  return inTurn(deps, actor, () => calibrate(deps, actor, input))
}

async function calibrate(deps: Deps, actor: Actor, { sample_id, level, ...input }: Input): Promise<Calibration> {
  const sample = await getSample(deps, actor, sample_id)
  const criterion = chooseCriterion(sample, input.criterion)
  const judged = await readJudgedRuns(deps, { run_ids: sample.run_ids, name: sample.judge })
  const { runs, judge } = judged
  const rows = (await findLabels(deps.db, { sample_id })).filter((label) => label.criterion === criterion.name)
  const scores = await readJudged(deps, judged, criterion)
  const { against } = judge
  const texts = await readTexts(deps, { runs, places: rows, viewer: viewerOf(actor), against })
  const [least, greatest] = criterion.scale
  const reach = input.reach ?? (greatest - least) / 10
  const found = await deps.statistics.calibrate({
    runs: toRuns(judged, { judged: scores, rows, texts }),
    scale: criterion.scale,
    direction: criterion.direction,
    ...{ level, reach, seed: sample.seed },
  })
  const stale_because = await staleness(deps, { owner_id: sample.owner_id, judge })
  const labelled = found.agreement?.n ?? 0
  const items = sample.examples.length * sample.run_ids.length
  const facts = { judge: sample.judge, judge_version: judge.version, criterion: criterion.name }
  return {
    ...{ sample_id, ...facts, score: scoreOf(judge, criterion.name), scale: criterion.scale, level, reach },
    ...{ is_stale: stale_because !== null, stale_because, items, labelled },
    authors: authorsOf(rows),
    between_people: betweenPeople(rows),
    agreement: found.agreement ?? noAgreement,
    bias: found.bias,
    length_bias: found.length_bias,
    family_bias: found.family_bias && { family: familyOf(judge.model) ?? '', ...found.family_bias },
    runs: found.runs.map((run) => toRun(run, runs)),
    differences: found.differences.map((difference) => toDifference(difference, { runs, level, reach })),
    notices: noticesOf({ found, stale_because, items, labelled, population: sample.population }),
    computed_at: new Date().toISOString(),
  }
}

function chooseCriterion({ criteria }: LabelSampleRow, wanted: string | undefined): JudgeCriterion {
  const found = criteria.find(({ name }) => wanted === undefined || name === wanted)
  if (found) return found
  const message = `must be one of ${criteria.map(({ name }) => name).join(', ')}`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'criterion', message }] })
}

interface Read {
  readonly judged: Judged
  readonly rows: readonly LabelRow[]
  readonly texts: ReadonlyMap<string, Texts>
}

function toRuns({ runs, judge }: JudgedRuns, { judged, rows, texts }: Read): CalibratedRun[] {
  const byPlace = Map.groupBy(rows, keyOf)
  const family = familyOf(judge.model)
  return runs.map(({ run_id, model }, at) => {
    const places = Array.from(judged.examples, (example) => keyOf({ run_id, example }))
    const own = model?.provider === 'application' ? null : familyOf(model)
    return {
      run_id,
      judged: judged.scores[at] ?? new Float64Array(),
      labels: Float64Array.from(places, (place) => meanOf((byPlace.get(place) ?? []).map(({ score }) => score))),
      lengths: Float64Array.from(places, (place) => lengthOf(texts.get(place))),
      is_own_family: own === null || family === null ? null : own === family,
    }
  })
}

/** Of a pair how much longer than the other answer. */
function lengthOf(texts: Texts | undefined): number {
  return (texts?.prediction?.length ?? 0) - (texts?.other?.length ?? 0)
}

/** Whoever labels a prediction counts alike; NaN where nobody has. */
function meanOf(scores: readonly number[]): number {
  return scores.length === 0 ? Number.NaN : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function authorsOf(rows: readonly LabelRow[]): Calibration['authors'] {
  const byAuthor = Map.groupBy(rows, ({ author_id }) => author_id)
  return [...byAuthor].map(([author_id, own]) => ({ author_id, labels: own.length }))
}

function betweenPeople(rows: readonly LabelRow[]): number | null {
  const places = [...new Set(rows.map(keyOf))]
  const byAuthor = [...Map.groupBy(rows, ({ author_id }) => author_id).values()]
  if (byAuthor.length < 2) return null
  const ratings = byAuthor.map((own) => {
    const scores = new Map(own.map((label) => [keyOf(label), label.score]))
    return places.map((place) => scores.get(place) ?? null)
  })
  const alpha = krippendorffAlpha(ratings, 'interval')
  return Number.isNaN(alpha) ? null : alpha
}

const undefinedOne = { estimate: null, low: null, high: null }
const noAgreement: Calibration['agreement'] = {
  n: 0,
  same: undefinedOne,
  kappa: undefinedOne,
  weighted_kappa: undefinedOne,
  alpha: undefinedOne,
}

type Mean = Calibrated['runs'][number]['mean']

function correctedOf(mean: Mean): Calibration['runs'][number]['corrected'] {
  if (mean === null) return null
  const { estimate, low, high, weight, needed_labels } = mean
  return { estimate, low, high, weight, needed_labels }
}

function toRun({ run_id, examples, labels, mean }: Calibrated['runs'][number], runs: readonly EvaluatedRun[]) {
  const name = runs.find((run) => run.run_id === run_id)?.name ?? ''
  return { run_id, name, examples, labels, judged: mean?.judged ?? null, corrected: correctedOf(mean) }
}

interface Told {
  readonly runs: readonly EvaluatedRun[]
  readonly level: number
  readonly reach: number
}

function toDifference(difference: Calibrated['differences'][number], { runs, level, reach }: Told) {
  const { run_id, baseline_run_id, labels, mean, p_value, outcome } = difference
  const nameOf = (id: string) => runs.find((run) => run.run_id === id)?.name ?? id
  const sentence = sentenceOf(difference, { run: nameOf(run_id), baseline: nameOf(baseline_run_id), level, reach })
  const corrected = correctedOf(mean)
  return { run_id, baseline_run_id, labels, judged: mean?.judged ?? null, corrected, p_value, outcome, sentence }
}
