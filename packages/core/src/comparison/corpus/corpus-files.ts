import type { CorpusAnswer, CorpusPart, RepeatSummands } from '@assay/compute'
import { pick, resamples, summandColumns } from '@assay/compute'
import type { ScoredRun } from '../../evaluation/evaluated-run.ts'
import type { ComparisonDeps } from '../deps.ts'
import type { ClustersOf } from '../scores/clusters.ts'
import { mostNumbers, type ScoreFiles } from '../scores/score-files.ts'
import type { ComparisonQuestion } from '../scores/scored-question.ts'

/** How many numbers of a metric and a run are in memory at once, at most: 400 MB. */
const mostOfRun = 50_000_000

type Deps = Pick<ComparisonDeps, 'tables' | 'statistics'>

export interface WantedCorpus {
  readonly metric: string
  readonly summands: readonly string[]
  readonly scores: readonly string[]
}

/** By score and run, the corpus score of each repeat that has an example; or why there is none. */
export type ReadCorpus =
  | {
      readonly repeats: ReadonlyMap<string, readonly (readonly CorpusPart[])[]>
      /** The group of each example, where examples share sources. */
      readonly clusters?: Int32Array | undefined
    }
  | { readonly reason: string }

interface Asked extends Pick<ComparisonQuestion, 'seed' | 'method'> {
  readonly files: ScoreFiles
  readonly wanted: readonly WantedCorpus[]
  readonly clusters?: ClustersOf | undefined
}

/**
 * Makes the corpus scores of metrics, each over the examples that all runs have of it. As many metrics and runs are
 * read at once as fit in memory, but at least one.
 */
export async function readCorpora(deps: Deps, asked: Asked): Promise<Map<string, ReadCorpus>> {
  const { files, wanted } = asked
  const found = new Map<string, ReadCorpus>()
  const fitting = wanted.filter((corpus) => Math.max(...files.runs.map((run) => sizeIn(run, [corpus]))) <= mostOfRun)
  for (const { metric } of wanted) found.set(metric, { reason: 'There are too many examples for it.' })
  const examples = files.runs.reduce((total, run) => total + examplesOf(run) * run.repeats, 0)
  for (const group of blocksOf(fitting, () => examples)) {
    for (const [metric, read] of await readGroup(deps, { ...asked, wanted: group })) found.set(metric, read)
  }
  return found
}

async function readGroup(deps: Deps, asked: Asked): Promise<Map<string, ReadCorpus>> {
  const { files, wanted } = asked
  const shared = await readShared(deps, asked)
  const clusters = new Map([...shared].map(([metric, examples]) => [metric, asked.clusters?.(examples)]))
  const answers = new Map(wanted.map(({ metric }): [string, OfRun[]] => [metric, []]))
  const runs = files.runs.map((run, at) => ({ run, path: files.paths[at] ?? '', at }))
  for (const block of blocksOf(runs, ({ run }) => sizeIn(run, wanted))) {
    const read = await readBlock(deps, { block, wanted, shared })
    const ofBlock = wanted.map(async (corpus, index) => {
      const parts = read.map((ofRun) => ofRun[index] ?? [])
      const owners = parts.flatMap((repeats, n) => repeats.map(() => block[n]?.at ?? 0))
      const answer = await answerBlock(deps, {
        ...asked,
        corpus,
        parts: parts.flat(),
        clusters: clusters.get(corpus.metric),
      })
      answers.get(corpus.metric)?.push({ answer, runs: owners })
    })
    await Promise.all(ofBlock)
  }
  return new Map(
    [...answers].map(([metric, ofRuns]) => {
      const found = joined(ofRuns, files.runs.length)
      return [metric, 'reason' in found ? found : { ...found, clusters: clusters.get(metric) }]
    }),
  )
}

interface OfRun {
  readonly answer: CorpusAnswer
  readonly runs: readonly number[]
}

function joined(blocks: readonly OfRun[], runs: number): ReadCorpus {
  const repeats = new Map<string, CorpusPart[][]>()
  for (const { answer, runs: owners } of blocks) {
    if ('reason' in answer) return answer
    for (const [score, parts] of answer.scores) {
      const ofScore = repeats.get(score) ?? Array.from({ length: runs }, () => [])
      for (const [at, part] of parts.entries()) if (part) ofScore[owners[at] ?? 0]?.push(part)
      repeats.set(score, ofScore)
    }
  }
  return { repeats }
}

interface Block extends Pick<Asked, 'seed' | 'method'> {
  readonly corpus: WantedCorpus
  readonly parts: readonly RepeatSummands[]
  readonly clusters: Int32Array | undefined
}

async function answerBlock(
  { statistics }: Deps,
  { corpus, parts, seed, method, clusters }: Block,
): Promise<CorpusAnswer> {
  if (parts[0]?.[0]?.length === 0) return { reason: 'No example has it in all runs.' }
  return statistics.corpora({
    ...corpus,
    parts,
    seed,
    clusters,
    resamples: method === 'resampled' ? resamples : 0,
  })
}

/** By metric, the numbers of the examples that every run has in at least one repeat. */
async function readShared({ tables }: Deps, { files, wanted }: Asked): Promise<Map<string, Float64Array>> {
  const firsts = files.runs.map((run) =>
    wanted.map((corpus) => columnsOf(run, corpus).flatMap((names) => names.slice(0, 1))),
  )
  const { examples, columns } = await tables.vectors({
    join: files.paths.map((path, at) => ({ path, prefix: `${at}.`, columns: firsts[at]?.flat() ?? [] })),
    columns: firsts.flatMap((names, at) => names.flat().map((name) => `${at}.${name}`)),
  })
  const found = columns.values()
  const present = firsts.map((ofRun) => ofRun.map(({ length }) => [...found.take(length)]))
  const isThere = (row: number, corpus: number) =>
    present.every((ofRun) => ofRun[corpus]?.some((column) => Number.isFinite(column[row])))
  return new Map(wanted.map(({ metric }, corpus) => [metric, examples.filter((_, row) => isThere(row, corpus))]))
}

interface RunFile {
  readonly run: ScoredRun
  readonly path: string
  readonly at: number
}

interface BlockOfFiles {
  readonly block: readonly RunFile[]
  readonly wanted: readonly WantedCorpus[]
  readonly shared: ReadonlyMap<string, Float64Array>
}

/** By run and metric, what its corpus scores are made of in each repeat. */
async function readBlock({ tables }: Deps, { block, wanted, shared }: BlockOfFiles): Promise<RepeatSummands[][][]> {
  const names = block.map(({ run }) => wanted.map((corpus) => columnsOf(run, corpus)))
  const read = await tables.vectors({
    join: block.map(({ path, at }, index) => ({ path, prefix: `${at}.`, columns: names[index]?.flat(2) ?? [] })),
    columns: block.flatMap(({ at }, index) => names[index]?.flat(2).map((name) => `${at}.${name}`) ?? []),
  })
  const rows = wanted.map(({ metric }) => rowsOf(read.examples, shared.get(metric) ?? new Float64Array()))
  const found = read.columns.values()
  return names.map((ofRun) =>
    ofRun.map((ofMetric, corpus) =>
      ofMetric.map(({ length }) =>
        [...found.take(length)].map((column) => pick(column, rows[corpus] ?? new Int32Array())),
      ),
    ),
  )
}

/** Positions of these examples; both are ascending, and each is there. */
function rowsOf(examples: Float64Array, wanted: Float64Array): Int32Array {
  let row = 0
  return Int32Array.from(wanted, (example) => {
    while ((examples[row] ?? Number.POSITIVE_INFINITY) < example) row += 1
    return row
  })
}

function columnsOf({ repeats }: ScoredRun, { metric, summands }: WantedCorpus): string[][] {
  return summandColumns({ metric, summands, repeats })
}

function sizeIn(run: ScoredRun, wanted: readonly WantedCorpus[]): number {
  return examplesOf(run) * run.repeats * wanted.reduce((columns, { summands }) => columns + summands.length, 0)
}

function examplesOf({ evaluation }: ScoredRun): number {
  return evaluation.examples + evaluation.failed
}

/** Splits items into rows of as many as fit into memory together, but at least one. */
function blocksOf<Item>(items: readonly Item[], sizeOf: (item: Item) => number): Item[][] {
  const blocks: Item[][] = []
  let room = 0
  for (const item of items) {
    const size = sizeOf(item)
    if (size > room || blocks.length === 0) {
      blocks.push([])
      room = mostNumbers
    }
    blocks.at(-1)?.push(item)
    room -= size
  }
  return blocks
}
