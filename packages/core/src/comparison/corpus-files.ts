import type { Metric, ScoreDeclaration } from '@assay/metrics'
import type { CoreDeps } from '../deps.ts'
import { statisticColumns } from '../evaluation/kept-statistics.ts'
import type { ComparisonQuestion } from './contrast-files.ts'
import type { CorpusPart, RepeatStatistics } from './corpus-parts.ts'
import { resamples } from './draws.ts'
import { mostNumbers, type ScoreFiles } from './score-files.ts'
import { pick } from './score-table.ts'

/** What of one run has to be in memory at once, at most: 400 MB. */
const mostOfRun = 50_000_000

type Deps = Pick<CoreDeps, 'tables' | 'statistics'>

interface Asked extends Pick<ComparisonQuestion, 'seed' | 'method'> {
  readonly files: ScoreFiles
  readonly metric: Metric
  readonly scores: readonly ScoreDeclaration[]
}

/** By score and run, the corpus score of each repeat that has an example; or why there is none. */
export type ReadCorpora =
  | { readonly repeats: ReadonlyMap<string, readonly (readonly CorpusPart[])[]> }
  | { readonly reason: string }

/** Makes the corpus scores of a metric over the examples that all runs have, run by run, so that memory holds a few runs at a time. */
export async function readCorpora(deps: Deps, asked: Asked): Promise<ReadCorpora> {
  const { files } = asked
  const kept = files.runs.map((run) =>
    statisticColumns({
      metric: asked.metric.name,
      statistics: run.evaluation.statistics[asked.metric.name] ?? [],
      repeats: run.repeats,
    }),
  )
  const sizes = files.runs.map(
    ({ evaluation }, at) => numbersOf(kept[at] ?? []) * (evaluation.examples + evaluation.failed),
  )
  if (Math.max(...sizes) > mostOfRun) return { reason: 'There are too many examples for it.' }
  const shared = await readShared(deps, files, kept)
  if (shared.length === 0) return { reason: 'No example has it in all runs.' }
  const repeats = new Map(asked.scores.map(({ name }) => [name, files.runs.map((): CorpusPart[] => [])]))
  for (const block of blocksOf(sizes)) {
    const parts: RepeatStatistics[][] = []
    for (const run of block)
      parts.push(await readRun(deps, { path: files.paths[run] ?? '', columns: kept[run] ?? [], shared }))
    const owners = parts.flatMap((columns, at) => columns.map(() => block[at] ?? 0))
    const answer = await deps.statistics.corpora({
      metric: asked.metric.name,
      statistics: files.runs[0]?.evaluation.statistics[asked.metric.name] ?? [],
      scores: asked.scores.map(({ name }) => name),
      parts: parts.flat(),
      seed: asked.seed,
      resamples: asked.method === 'resampled' ? resamples : 0,
    })
    if ('reason' in answer) return answer
    for (const [score, made] of answer.scores) {
      for (const [at, part] of made.entries()) if (part) repeats.get(score)?.[owners[at] ?? 0]?.push(part)
    }
  }
  return { repeats }
}

function numbersOf(columns: readonly (readonly string[])[]): number {
  return columns.reduce((total, { length }) => total + length, 0)
}

/** Runs whose statistics fit into memory together. */
function blocksOf(sizes: readonly number[]): number[][] {
  const blocks: number[][] = []
  let room = 0
  for (const [run, size] of sizes.entries()) {
    if (size > room || blocks.length === 0) {
      blocks.push([])
      room = mostNumbers
    }
    blocks.at(-1)?.push(run)
    room -= size
  }
  return blocks
}

/** The numbers of the examples that every run has in at least one repeat. */
async function readShared(
  { tables }: Deps,
  { paths }: ScoreFiles,
  kept: readonly (readonly (readonly string[])[])[],
): Promise<Float64Array> {
  const firsts = kept.map((repeats) => repeats.flatMap((columns) => columns.slice(0, 1)))
  const { examples, columns } = await tables.vectors({
    join: paths.map((path, at) => ({ path, prefix: `${at}.`, columns: firsts[at] ?? [] })),
    columns: firsts.flatMap((names, at) => names.map((name) => `${at}.${name}`)),
  })
  const found = columns.values()
  const ofRuns = firsts.map(({ length }) => [...found.take(length)])
  return examples.filter((_, row) => ofRuns.every((repeats) => repeats.some((column) => Number.isFinite(column[row]))))
}

interface RunFile {
  readonly path: string
  /** Of each repeat. */
  readonly columns: readonly (readonly string[])[]
  readonly shared: Float64Array
}

async function readRun({ tables }: Deps, { path, columns, shared }: RunFile): Promise<RepeatStatistics[]> {
  const read = await tables.vectors({ path, columns: columns.flat() })
  const rows = rowsOf(read.examples, shared)
  const found = read.columns.values()
  return columns.map(({ length }) => [...found.take(length)].map((column) => pick(column, rows)))
}

/** Where these examples stand; both ascend, and each is there. */
function rowsOf(examples: Float64Array, wanted: Float64Array): Int32Array {
  let row = 0
  return Int32Array.from(wanted, (example) => {
    while ((examples[row] ?? Number.POSITIVE_INFINITY) < example) row += 1
    return row
  })
}
