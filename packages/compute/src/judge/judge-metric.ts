import type { Metric, MetricRegistry } from '@assay/metrics'
import type { DeclaredMetric, JudgeCriterion, JudgeSpec } from '@assay/schemas'
import { ordersOf } from './judge-call.ts'

const prefix = 'judge/'

/** Whether a metric or score that a user names is that of a judge. */
export function isOfJudge(name: string): boolean {
  return name.startsWith(prefix)
}

/** The name of the judge in the name of a metric or score. */
export function judgeOf(name: string): string {
  return name.slice(prefix.length).split('/', 1)[0] ?? ''
}

type Judged = Pick<JudgeSpec, 'name' | 'criteria' | 'normalised' | 'pairs'>

/** The last part of the name of the score that says whether a judge of pairs says the same in both orders. */
export const swapConsistency = 'swap_consistency'

/**
 * The names of its scores: of all criteria together first, then of each; of a single one, that alone. Of a judge of
 * pairs whether it says the same in both orders comes last.
 */
export function scoreNamesOf({ name, criteria, pairs }: Omit<Judged, 'normalised'>): string[] {
  const whole = prefix + name
  return [
    whole,
    ...(criteria.length === 1 ? [] : criteria.map((criterion) => `${whole}/${criterion.name}`)),
    ...(pairs ? [`${whole}/${swapConsistency}`] : []),
  ]
}

/** Scores of an example from what the judge gave in each call, in the order of their names. */
export function judgedScores(judge: Judged, given: readonly (number | null)[]): (number | null)[] {
  if (!judge.pairs) return scoresOf(judge, given)
  const orders = ordersOf(given)
  const known = orders.flatMap(({ is_consistent }) => is_consistent ?? [])
  const consistent = known.length < orders.length ? null : known.filter(Boolean).length / known.length
  return [
    ...scoresOf(
      judge,
      orders.map(({ score }) => score),
    ),
    consistent,
  ]
}

/** From the score by each criterion. */
function scoresOf(judge: Judged, given: readonly (number | null)[]): (number | null)[] {
  const { criteria, normalised } = judge
  const own = criteria.map((criterion, at) => {
    const score = given[at] ?? null
    return score !== null && normalised ? shareOf(score, criterion) : score
  })
  return criteria.length === 1 ? own : [meanShare(criteria, given), ...own]
}

function shareOf(score: number, { scale: [least, greatest] }: JudgeCriterion): number {
  return (score - least) / (greatest - least)
}

/** Of all criteria: 1 is best of each. Without the score of one there is none. */
function meanShare(criteria: readonly JudgeCriterion[], given: readonly (number | null)[]): number | null {
  let sum = 0
  for (const [at, criterion] of criteria.entries()) {
    const score = given[at] ?? null
    if (score === null) return null
    const share = shareOf(score, criterion)
    sum += criterion.direction === 'higher' ? share : 1 - share
  }
  return sum / criteria.length
}

/** A twentieth of the scale: what nobody would notice. */
const marginShare = 0.05

/** A judge as a metric: what tables, documents and comparisons know about it. */
export function declareJudge(judge: JudgeSpec): DeclaredMetric {
  const { name, version, title, criteria, normalised, needs, model, pairs } = judge
  const [whole = '', ...others] = scoreNamesOf({ name, criteria })
  const shares = { range: [0, 1] as [number, number], unit: 'fraction', margin: marginShare, is_detail: false }
  const shown = title || name
  const own = criteria.map((criterion, at) => ({
    ...ownScale(criterion, normalised),
    name: others[at] ?? whole,
    title: criteria.length === 1 ? `${shown} (judge)` : `${shown}: ${criterion.name} (judge)`,
    direction: criterion.direction,
    is_detail: false,
  }))
  const by = criteria.map((one) => one.name).join(', ')
  const together = { ...shares, name: whole, title: `${shown} (judge)`, direction: 'higher' as const }
  return {
    name: whole,
    version,
    title: shown,
    description: `What ${modelName(model)} says of ${pairs ? asked.pair : asked.one} by ${by}.`,
    scores: [...(criteria.length === 1 ? [] : [together]), ...own, ...(pairs ? [consistencyOf(judge)] : [])],
    columns: [...needs, 'prediction'],
    citation: {
      text: 'Y. Liu et al., G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment, EMNLP 2023.',
      url: 'https://aclanthology.org/2023.emnlp-main.153/',
    },
  }
}

const asked = { one: 'a prediction', pair: 'a prediction beside that of another run, 0.5 being a tie,' }

/** Whether it says the same when the two answers change places: of the judge, not of the model. */
function consistencyOf({ name, title, criteria }: JudgeSpec) {
  return {
    name: scoreNamesOf({ name, criteria, pairs: true }).at(-1) ?? '',
    title: `${title || name}: same in both orders (judge)`,
    direction: 'neutral' as const,
    range: [0, 1] as [number, number],
    unit: 'fraction',
    margin: marginShare,
    is_detail: false,
  }
}

function ownScale({ scale: [least, greatest] }: JudgeCriterion, normalised: boolean) {
  if (normalised) return { range: [0, 1] as [number, number], unit: 'fraction', margin: marginShare }
  const margin = marginShare * (greatest - least)
  return { range: [least, greatest] as [number, number], unit: 'points', margin }
}

function modelName(model: JudgeSpec['model']): string {
  return model.provider === 'dataset' ? model.column : model.model
}

interface Declaring {
  readonly evaluation: { readonly declared?: readonly DeclaredMetric[] | undefined }
}

/** The registry with what these runs declare themselves, where all of them do so alike. */
export function metricsOf(registry: MetricRegistry, runs: readonly Declaring[]): MetricRegistry {
  const [first = [], ...others] = runs.map(({ evaluation }) => evaluation.declared ?? [])
  const shared = first.filter(({ name, version }) =>
    others.every((declared) => declared.some((other) => other.name === name && other.version === version)),
  )
  return withDeclared(registry, shared)
}

/** The registry with metrics that it does not have itself; what it has stays as it is. */
export function withDeclared(registry: MetricRegistry, declared: readonly DeclaredMetric[]): MetricRegistry {
  const metrics = declared.filter(({ name }) => registry.owner(name) === undefined).map(toMetric)
  if (metrics.length === 0) return registry
  const owned = new Map(metrics.flatMap((metric) => metric.scores.map((score) => [score.name, { metric, score }])))
  return {
    list: () => [...registry.list(), ...metrics],
    find: (name) => registry.find(name) ?? metrics.find((metric) => metric.name === name),
    owner: (score) => registry.owner(score) ?? owned.get(score),
  }
}

/** Its scores are in the outputs of a job: nothing here computes them. */
export function toMetric(declared: DeclaredMetric): Metric {
  return {
    ...declared,
    cost: 'model',
    availability: async () => ({ available: true }),
    scorer: async () => ({ score: () => ({}), reason: () => 'Its scores come from a job of their own.' }),
  }
}
