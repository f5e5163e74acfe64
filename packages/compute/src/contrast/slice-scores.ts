import type { Slice } from '@assay/schemas'
import { estimateMean } from './contrast.ts'
import { comparePair, judgePairs, type Question, type RunScores } from './pair.ts'
import { pick, type ScoreTable, sharedExamples } from './score-table.ts'

/** Slices have few examples: where an interval needs draws, so many are steady enough, and 50 slices stay quick. */
const resamples = 1000

/** What is compared slice by slice. A structured clone keeps it, as threads need. */
export interface Slicing {
  readonly run_ids: readonly string[]
  readonly table: ScoreTable
  /** The slice of each example: a number for each. */
  readonly slices: Float64Array
  /** The group of each example, where examples share sources. */
  readonly clusters?: Int32Array | undefined
  readonly leading_run_id: string
  readonly level: number
  readonly seed: number
}

export type SlicedScores = ReadonlyMap<number, Pick<Slice, 'examples' | 'runs' | 'differences'>>

/** Compares each run with the leading one in each slice; p-values are corrected (Holm) over all of them together. */
export function sliceScores({ run_ids, table, slices, clusters, leading_run_id, level, seed }: Slicing): SlicedScores {
  const { score, margin, columns } = table
  const whole: Question = { score, margin, level, seed, resamples }
  const found = [...groupExamples(sharedExamples(columns), slices)].map(([number, examples]) => {
    const question = clusters ? { ...whole, clusters: examples.map((row) => clusters[row] ?? 0) } : whole
    const runs = run_ids.map((run_id, run) => ({ run_id, values: pick(columns[run] ?? slices, examples) }))
    const estimates = runs.map((scores) => estimateMean(scores, question))
    return { number, examples: examples.length, estimates, pairs: compareWithLeading(runs, leading_run_id, question) }
  })
  const judged = judgePairs(
    found.flatMap(({ pairs }) => pairs),
    whole,
  ).values()
  return new Map(
    found.map(({ number, examples, estimates, pairs }) => [
      number,
      { examples, runs: estimates, differences: [...judged.take(pairs.length)] },
    ]),
  )
}

function groupExamples(shared: Int32Array, slices: Float64Array): Map<number, Int32Array> {
  const groups = Map.groupBy(shared, (example) => slices[example] ?? Number.NaN)
  return new Map([...groups].map(([number, examples]) => [number, Int32Array.from(examples)]))
}

function compareWithLeading(runs: readonly RunScores[], leading_run_id: string, question: Question) {
  const leading = runs.find(({ run_id }) => run_id === leading_run_id)
  if (!leading) return []
  return runs.filter((run) => run !== leading).map((run) => comparePair(run, leading, question))
}
