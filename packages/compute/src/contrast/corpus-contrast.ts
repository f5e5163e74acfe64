import { isSparse, type ScoreDeclaration } from '@assay/metrics'
import type { Difference } from '@assay/schemas'
import { countClusters } from './cluster-sums.ts'
import { type Contrast, estimateMean, factsOf } from './contrast.ts'
import type { CorpusPart } from './corpus-parts.ts'
import { noiseOf } from './noise.ts'
import { comparePair, type FoundPair, isConstant, judgePairs, type Question, type RunScores } from './pair.ts'

/** A corpus score of several runs over the same examples. A structured clone keeps it, as threads need. */
export interface CorpusContrasting {
  readonly score: ScoreDeclaration
  readonly margin: number
  readonly runs: readonly {
    readonly run_id: string
    /** One for each repeat that has an example, at least one. */
    readonly repeats: readonly CorpusPart[]
  }[]
  readonly level: number
  readonly seed: number
  /** The group of each example, where examples share sources. */
  readonly clusters?: Int32Array | undefined
}

/** Compares all runs on a score over all examples at once; that of a run is the mean over its repeats. */
export function contrastCorpus({ score, margin, runs, level, seed, clusters }: CorpusContrasting): Contrast {
  const question = { score, margin, level, seed, ...(clusters && { clusters }) }
  const scored = runs.map(toScored)
  const judging = { ...question, isConstant: isConstant(scored.map(({ values }) => values)) }
  const pairs = scored.flatMap((baseline, at) =>
    scored.slice(at + 1).map((run) => compareScored(run, baseline, question)),
  )
  return {
    ...factsOf(score),
    margin,
    examples: scored[0]?.values.length ?? 0,
    clusters: countClusters(clusters),
    runs: scored.map((run) => ({
      ...estimateMean(run, question),
      estimate: run.estimate,
      noise: noiseOf(run.repeats.map(({ values }) => values)),
    })),
    differences: judgePairs(pairs, judging).map((judged) => ({ ...judged, test: testOf(judged) })),
  }
}

interface Scored extends RunScores {
  readonly estimate: number
  readonly repeats: readonly CorpusPart[]
}

function toScored({ run_id, repeats }: CorpusContrasting['runs'][number]): Scored {
  const drawn = repeats.flatMap((part) => part.drawn ?? [])
  return {
    run_id,
    repeats,
    estimate: repeats.reduce((sum, part) => sum + part.estimate, 0) / repeats.length,
    values: meanOf(repeats.map(({ values }) => values)),
    means: drawn.length > 0 ? meanOf(drawn) : undefined,
  }
}

function meanOf(columns: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(), ...others] = columns
  if (others.length === 0) return first
  return first.map((value, at) => others.reduce((sum, column) => sum + (column[at] ?? 0), value) / columns.length)
}

/** Examples have no score here, so none is won. If nearly all have the same statistics in both: no interval. */
function compareScored(run: Scored, baseline: Scored, question: Question): FoundPair {
  const pair = comparePair(run, baseline, question)
  const changes = changesOf(run, baseline)
  const difference = run.estimate - baseline.estimate
  const found = {
    ...pair.found,
    difference,
    question: { ...pair.found.question, difference },
    wins: null,
    losses: null,
    ties: changes.filter((change) => change === 0).length,
  }
  const others = changes.length - found.ties
  if (others === 0 || !isSparse(changes)) return { ...pair, found }
  const few = { usual: 0, others, n: changes.length, reach: null }
  const equivalence = { ...found.equivalence, few, p_value: 1 }
  const asked = { ...found.question, reach: null }
  const unknown = { low: null, high: null, p_value: null, question: asked, reason: 'too_few_examples' } as const
  return { ...pair, found: { ...found, equivalence, ...unknown } }
}

/** 0 for each example with the same statistics in both runs, and another number for each other one. */
function changesOf(run: Scored, baseline: Scored): Float64Array {
  return run.values.map((_, example) => {
    const isSame =
      run.repeats.length === baseline.repeats.length &&
      run.repeats.every(({ marks }, repeat) => marks[example] === baseline.repeats[repeat]?.marks[example])
    return isSame ? 0 : example + 1
  })
}

/** A test on what each example adds to a corpus score has a name of its own. */
function testOf({ test }: Difference): string {
  return test === 'gaffke' ? 'jackknife_gaffke' : test
}
