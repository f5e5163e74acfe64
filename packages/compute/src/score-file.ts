import { callScores } from './contrast/call-scores.ts'

// score files are kept for years: names and suffixes stay as they are, and what is new gets columns of its own

export const scoreOutput = 'scores'

export const errorColumn = 'error'

/** Precedes the number of a repeat, counted from 1. */
export const repeatMark = '#'

/** Columns about an example that are not scores. */
export const factColumns: readonly string[] = [errorColumn, ...callScores.map(({ name }) => name)]

/** The names that no score may have. */
export const reservedNames: ReadonlySet<string> = new Set(['example', ...factColumns])

/** What the corpus scores of a metric are sums of, in every repeat. */
interface KeptSummands {
  readonly metric: string
  readonly summands: readonly string[]
  readonly repeats: number
}

/** The contents of a score file, which decide its columns. */
interface Contents {
  readonly scores: readonly string[]
  /** By metric with corpus scores, the names of what these are sums of. */
  readonly summands: Readonly<Record<string, readonly string[]>>
  /** How many there are; 0: a column of the dataset holds the predictions. */
  readonly repeats: number
}

/** The columns: facts, each score (the mean over the repeats), that of each repeat, what corpus scores are sums of. */
export function scoreFileColumns({ scores, summands, repeats }: Contents) {
  const kept = Object.entries(summands).map(([metric, names]) => ({ metric, summands: names, repeats }))
  const numbers = [...scores, ...repeatColumns(scores, repeats), ...kept.flatMap((of) => summandColumns(of).flat())]
  return [
    ...factColumns.map((name) => ({ name, type: name === errorColumn ? ('VARCHAR' as const) : ('DOUBLE' as const) })),
    ...numbers.map((name) => ({ name, type: 'DOUBLE' as const })),
  ]
}

/** The columns of scores in each repeat (`<score>#1`, …), repeat by repeat; a single one is its own mean: none. */
export function repeatColumns(scores: readonly string[], repeats: number): string[] {
  if (repeats < 2) return []
  return Array.from({ length: repeats }, (_, repeat) => scores.map((score) => numbered(score, repeat))).flat()
}

/** Columns of what corpus scores are sums of, by repeat: `<metric>:<summand>`, with several repeats `…#<repeat>`. */
export function summandColumns({ metric, summands, repeats }: KeptSummands): string[][] {
  const names = summands.map((summand) => `${metric}:${summand}`)
  return repeats < 2 ? [names] : Array.from({ length: repeats }, (_, at) => names.map((name) => numbered(name, at)))
}

function numbered(name: string, repeat: number): string {
  return `${name}${repeatMark}${repeat + 1}`
}

type Values = readonly (number | null)[]

interface ScoredExample {
  readonly error: string | null
  /** Scores of calls, in the order of `callScores`. */
  readonly taken: Values
  /** Of each score, the mean over the repeats. */
  readonly means: Values
  /** Of each score, its value in each repeat. */
  readonly scores: readonly Values[]
  /** Repeat by repeat, for one metric after the other. */
  readonly summands: Values
}

export function toScoreRow({ error, taken, means, scores, summands }: ScoredExample): (string | number | null)[] {
  const repeats = scores[0]?.length ?? 0
  const ofRepeats = repeats < 2 ? [] : Array.from({ length: repeats }, (_, at) => scores.map((of) => of[at] ?? null))
  return [error, ...taken, ...means, ...ofRepeats.flat(), ...summands]
}
