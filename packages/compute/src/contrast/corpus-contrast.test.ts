import { corpusBleu, createRegistry, meanInterval, type ScoreDeclaration, seededRandom } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { contrastCorpus } from './corpus-contrast.ts'
import { answerCorpus, type CorpusPart, type RepeatSummands } from './corpus-parts.ts'

const score: ScoreDeclaration = {
  name: 'share',
  title: 'Share',
  direction: 'higher',
  range: [0, 1],
  unit: 'fraction',
  margin: 0.01,
}
const scorer = {
  statistics: ['right', 'all'],
  of: () => [],
  value: ([right = 0, all = 0]: readonly number[]) => ({ share: right / all }),
}

/** Right answers of 10 to 19 in each example, `skill` of them on average. */
function answers(skill: number, { examples = 200, seed = 1 } = {}): RepeatSummands {
  const random = seededRandom(seed)
  const all = Float64Array.from({ length: examples }, () => 10 + random.integer(10))
  return [all.map((count) => Math.round(count * Math.min(1, skill + 0.2 * random.uniform()))), all]
}

interface Options {
  readonly resamples?: number
  readonly seed?: number
  readonly clusters?: Int32Array
}

function makeAll(
  parts: readonly RepeatSummands[],
  { resamples = 0, seed = 0, clusters }: Options = {},
): (CorpusPart | null)[] {
  const question = {
    metric: 'share',
    summands: scorer.statistics,
    scores: ['share'],
    parts,
    seed,
    resamples,
    clusters,
  }
  const answer = answerCorpus(scorer, question)
  return 'scores' in answer ? [...(answer.scores.get('share') ?? [])] : []
}

function compare(runs: readonly (readonly RepeatSummands[])[], options: Options = {}) {
  const asked = runs.map((repeats, at) => ({
    run_id: 'abc'[at] ?? '',
    repeats: makeAll(repeats, options).flatMap((part) => part ?? []),
  }))
  return contrastCorpus({ score, margin: 0.01, runs: asked, level: 0.95, seed: 0, clusters: options.clusters })
}

describe('a corpus score', () => {
  it('is that of the sums, with the interval of the mean where it is a mean', () => {
    const ones = new Float64Array(200).fill(1)
    const [column = ones] = answers(0.5)
    const shares = column.map((value) => value / 20)
    const { runs } = compare([[[shares, ones]], [[ones, ones]]])
    const mean = meanInterval(shares, { range: [0, 1] })
    expect(runs[0]?.estimate).toBeCloseTo(mean.estimate ?? 0, 12)
    expect(runs[0]?.low).toBeCloseTo(mean.low ?? 0, 9)
    expect(runs[0]?.high).toBeCloseTo(mean.high ?? 0, 9)
  })

  it('of a run with repeats is the mean of theirs, of which the noise is told', () => {
    const repeats = [answers(0.5), answers(0.6)]
    const { runs } = compare([repeats, [answers(0.5)]])
    const [one, other] = repeats.map((columns) => compare([[columns], [columns]]).runs[0]?.estimate ?? 0)
    expect(runs[0]?.estimate).toBeCloseTo(((one ?? 0) + (other ?? 0)) / 2, 12)
    expect(runs[0]?.noise?.standard_deviation).toBeCloseTo(Math.abs((one ?? 0) - (other ?? 0)) / Math.SQRT2, 9)
    expect(runs[1]?.noise).toBeNull()
  })

  it('does without an example that a repeat lacks, and without a repeat that lacks all', () => {
    const [right = new Float64Array(), all = right] = answers(0.5)
    const without = (column: Float64Array) => column.map((value, at) => (at === 3 ? Number.NaN : value))
    const { runs } = compare([[[without(right), without(all)]], [[right, all]]])
    const rest = (column: Float64Array) => column.filter((_, at) => at !== 3).reduce((sum, value) => sum + value, 0)
    expect(runs[0]?.estimate).toBe(rest(right) / rest(all))
    const nothing = [right, all].map((column) => column.map(() => Number.NaN))
    expect(makeAll([nothing, [right, all]])).toEqual([null, expect.objectContaining({ drawn: null })])
  })

  it('equals what the package gives for the same texts', async () => {
    const corpus = (await createRegistry().find('bleu')?.scorer())?.corpus
    if (!corpus) throw new Error('BLEU has corpus scores')
    const texts = ['a dog ran over the green hill', 'the cat sat there', 'nobody saw it go']
    const references = ['a dog ran over the hill', 'the cat sat on the mat', 'nobody saw it']
    const rows = texts.map((prediction, at) => corpus.of({ prediction, references: [references[at] ?? ''] }))
    const columns = corpus.statistics.map((_, at) => Float64Array.from(rows, (row) => row[at] ?? 0))
    const question = { metric: 'bleu', summands: corpus.statistics, scores: ['bleu'], parts: [columns] }
    const answer = answerCorpus(corpus, { ...question, seed: 0, resamples: 0 })
    const [part] = ('scores' in answer ? answer.scores.get('bleu') : undefined) ?? []
    expect(part?.estimate).toBe(corpusBleu(texts, [references]).score)
  })

  it('is refused where the metric counts something else by now, and where it has no value without some example', () => {
    const question = { metric: 'share', scores: ['share'], seed: 0, resamples: 0 }
    expect(answerCorpus(scorer, { ...question, summands: ['right'], parts: [] })).toHaveProperty('reason')
    const parts = [[Float64Array.of(1, 0, 0), Float64Array.of(2, 0, 0)]]
    expect(answerCorpus(scorer, { ...question, summands: scorer.statistics, parts })).toHaveProperty('reason')
  })
})

describe('differences of corpus scores', () => {
  it('decide nothing where the score is 0 for both whatever the examples, however many there are', () => {
    const [, all = new Float64Array()] = answers(0.5)
    const wrong = [all.map(() => 0), all]
    const { differences } = compare([[wrong], [[all.map(() => 0), all.map((value) => value + 1)]]])
    expect(differences[0]).toMatchObject({ outcome: 'undecided', reason: 'says_nothing', needed_examples: null })
  })

  it('are found by what each example adds, or by draws, which agree', () => {
    const runs = [[answers(0.5)], [answers(0.55, { seed: 2 })], [answers(0.5)]]
    const analytic = compare(runs)
    expect(analytic.differences.map(({ outcome, test }) => [outcome, test])).toEqual([
      ['better', 'jackknife_gaffke'],
      ['undecided', 'jackknife_gaffke'],
      ['worse', 'jackknife_gaffke'],
    ])
    const drawn = compare(runs, { resamples: 4000 })
    expect(drawn.differences[0]?.test).toBe('paired_bootstrap')
    for (const end of ['low', 'high'] as const) {
      expect(drawn.differences[0]?.difference[end]).toBeCloseTo(analytic.differences[0]?.difference[end] ?? 0, 2)
    }
  })

  it('of examples that share a source rest on the sources: twice the same examples tell no more than once', () => {
    const twice = (columns: RepeatSummands) => columns.map((column) => Float64Array.from([...column, ...column]))
    const [one, other] = [answers(0.5), answers(0.55, { seed: 2 })]
    const clusters = Int32Array.from({ length: 400 }, (_, example) => example % 200)
    for (const resamples of [0, 1000]) {
      const [once] = compare([[one], [other]], { resamples }).differences
      const grouped = compare([[twice(one)], [twice(other)]], { resamples, clusters })
      const [found] = grouped.differences
      expect(grouped.clusters).toBe(200)
      for (const end of ['low', 'high'] as const) {
        expect(found?.difference[end]).toBeCloseTo(once?.difference[end] ?? 0, 4)
      }
      const [ignored] = compare([[twice(one)], [twice(other)]], { resamples }).differences
      expect(ignored?.difference.low).toBeGreaterThan((once?.difference.low ?? 0) + 0.001)
    }
  })

  it('are the same for the same seed of the draws', () => {
    const runs = [[answers(0.5)], [answers(0.55)]]
    expect(compare(runs, { resamples: 500, seed: 3 })).toEqual(compare(runs, { resamples: 500, seed: 3 }))
  })

  it('have no interval where nearly all examples are the same in both, as nothing shows how the rest would spread', () => {
    const [right = new Float64Array(), all = right] = answers(0.5)
    const changed = right.map((value, at) => (at < 5 ? 0 : value))
    const { differences } = compare([[[right, all]], [[changed, all]]])
    expect(differences[0]).toMatchObject({ difference: { low: null, high: null }, ties: 195, wins: null, losses: null })
  })
})
