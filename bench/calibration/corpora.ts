import {
  type CorpusColumns,
  type CorpusScorer,
  corpusBootstrap,
  corpusRandomisation,
  corpusValues,
  createRegistry,
  meanInterval,
  type PairedMethod,
  pairedComparison,
  type Random,
  resampleCorpora,
  type ScoreRange,
  seededRandom,
} from '@assay/metrics'
import { type Effort, type Measured, Rate } from './rate.ts'

/** A corpus score of two systems whose outputs are drawn, and what it is for endless many examples. */
export interface Corpus {
  readonly name: string
  readonly range: ScoreRange
  readonly scorer: CorpusScorer
  readonly score: (sums: ArrayLike<number>) => number
  /** Of the first and the second system. */
  readonly truth: readonly [number, number]
}

/** What was found: coverage of intervals of the score and of the difference, and rejections without any difference. */
export interface CorpusFindings {
  readonly corpus_coverage: Measured[]
  readonly corpus_no_difference: Measured[]
}

const endless = 200_000
/** By how much, in logits, the second system gets more words right. */
const better = 0.25
const alpha = 0.05

/** The corpus scores that are looked at: one with penalty and logarithms, and one that is a plain ratio. */
export async function openCorpora(): Promise<Corpus[]> {
  return Promise.all(['bleu', 'wer'].map(open))
}

async function open(name: string): Promise<Corpus> {
  const metric = createRegistry().find(name)
  const corpus = (await metric?.scorer())?.corpus
  const range = metric?.scores[0]?.range
  if (!corpus || !range) throw new Error(`${name} has no corpus score`)
  const score = (sums: ArrayLike<number>) => corpus.value(Array.from(sums))[name] ?? Number.NaN
  const opened = { name, range, scorer: corpus, score }
  const systems = drawSystems(opened, { random: seededRandom(1), n: endless, shift: better })
  const [a = 0, b = 0] = systems.map(({ columns }) =>
    score(columns.map((column) => Array.from(column).reduce((sum, value) => sum + value, 0))),
  )
  return { ...opened, truth: [a, b] }
}

/** How often intervals cover, and how often tests reject without any difference. */
export function calibrateCorpus(corpus: Corpus, n: number, effort: Effort): CorpusFindings {
  const random = seededRandom(n)
  const [covered, rejected] = [new Map<string, Rate>(), new Map<string, Rate>()]
  for (let replicate = 0; replicate < effort.replicates; replicate++) {
    const drawing = { resamples: effort.resamples, seed: replicate }
    const different = drawSystems(corpus, { random, n, shift: better })
    for (const [method, isCovered] of coverages(corpus, different, drawing)) rateOf(covered, method).add(isCovered)
    const same = drawSystems(corpus, { random, n, shift: 0 })
    for (const [method, p_value] of tests(corpus, same, drawing)) rateOf(rejected, method).add(p_value <= alpha)
  }
  const measured = (rates: Map<string, Rate>) =>
    Array.from(rates, ([method, { share, replicates }]) => ({ of: corpus.name, method, n, share, answers: replicates }))
  return { corpus_coverage: measured(covered), corpus_no_difference: measured(rejected) }
}

type Drawing = { readonly resamples: number; readonly seed: number }
type Systems = readonly [CorpusColumns, CorpusColumns]

function* coverages({ range, truth }: Corpus, systems: Systems, drawing: Drawing): Generator<[string, boolean]> {
  const [a, b] = systems.map(corpusValues)
  const [first, second] = resampleCorpora(systems, drawing)
  if (!a || !b || !first || !second) return
  const options = { ...drawing, range, resampled: first }
  const of = (what: string, { low, high }: { low: number | null; high: number | null }, true_value: number) =>
    low === null || high === null ? [] : [[what, low <= true_value && true_value <= high] as [string, boolean]]
  for (const method of ['student_t', 'bootstrap_percentile', 'bootstrap_bca'] as const) {
    yield* of(`score, ${method}`, meanInterval(a.values, { ...options, method }), truth[0])
  }
  yield* of('score, default', meanInterval(a.values, { ...drawing, range }), truth[0])
  for (const method of ['paired_t', 'paired_bootstrap'] as const) {
    const resampled = { a: first, b: second }
    yield* of(
      `difference, ${method}`,
      pairedComparison(a.values, b.values, { range, method, resampled }),
      truth[1] - truth[0],
    )
  }
  yield* of('difference, default', pairedComparison(a.values, b.values, { range }), truth[1] - truth[0])
}

function* tests({ score, range }: Corpus, systems: Systems, drawing: Drawing): Generator<[string, number]> {
  const [a, b] = systems.map(corpusValues)
  const [first, second] = resampleCorpora(systems, drawing)
  if (!a || !b || !first || !second) return
  const resampled = { a: first, b: second }
  const p = (method: PairedMethod) => pairedComparison(a.values, b.values, { method, resampled }).p_value ?? 1
  yield ['default', pairedComparison(a.values, b.values, { range }).p_value ?? 1]
  yield ['jackknife_t', p('paired_t')]
  yield ['paired_bootstrap', p('paired_bootstrap')]
  const pair = { a: systems[0].columns, b: systems[1].columns, score }
  yield ['corpusRandomisation (sacrebleu)', corpusRandomisation(pair, drawing).p_value]
  yield ['corpusBootstrap (sacrebleu)', corpusBootstrap(pair, drawing).p_value]
}

function rateOf(rates: Map<string, Rate>, name: string): Rate {
  const rate = rates.get(name) ?? new Rate()
  rates.set(name, rate)
  return rate
}

interface Draw {
  readonly random: Random
  readonly n: number
  readonly shift: number
}

/** Both systems on the same sentences, as hard for one as for the other. */
function drawSystems({ scorer, score }: Omit<Corpus, 'truth'>, { random, n, shift }: Draw): Systems {
  const columns = () => scorer.statistics.map(() => new Float64Array(n))
  const [a, b] = [columns(), columns()]
  for (let example = 0; example < n; example++) {
    const reference = sentence(random)
    const hard = gauss(random)
    for (const [system, extra] of [
      [a, 0],
      [b, shift],
    ] as const) {
      const prediction = output(random, { reference, logit: 0.6 + 0.8 * hard + 0.5 * gauss(random) + extra })
      const row = scorer.of({ prediction: prediction.join(' '), references: [reference.join(' ')] })
      for (const [column, value] of row.entries()) system[column]?.fill(value, example, example + 1)
    }
  }
  return [
    { columns: a, score },
    { columns: b, score },
  ]
}

/** 3 words and more, half of them within a factor of 1.4 of 18. */
function sentence(random: Random): string[] {
  const length = Math.max(3, Math.round(18 * Math.exp(0.5 * gauss(random))))
  return Array.from({ length }, () => `w${random.integer(5000)}`)
}

/** The words of the reference, some in a row replaced, and one in twenty left out or doubled. */
function output(random: Random, { reference, logit }: { reference: readonly string[]; logit: number }): string[] {
  const share = 1 / (1 + Math.exp(-logit))
  let isRight = random.uniform() < share
  return reference.flatMap((word) => {
    if (random.uniform() < 0.5) isRight = random.uniform() < share
    const written = isRight ? word : `x${random.integer(5000)}`
    const chance = random.uniform()
    return chance < 0.05 ? [] : chance < 0.1 ? [written, written] : [written]
  })
}

function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
}
