import type { ScoreDeclaration } from '@assay/metrics'
import { pick, type ScoreTable, sharedExamples } from './score-table.ts'

/** What the original calls took, as scores. */
export const callScores = [
  { name: 'latency_ms', title: 'latency', direction: 'lower', range: [0, null], unit: 'ms', margin: 0 },
  { name: 'cost', title: 'cost', direction: 'lower', range: [0, null], unit: 'currency', margin: 0 },
] as const satisfies readonly ScoreDeclaration[]

/** The share of what the baseline takes that is not worth having, unless the user sets a margin. */
const relativeMargin = 0.05

/** The name of what calls took. */
export type CallScore = (typeof callScores)[number]['name']

/** Whether a score is what calls took, which runs without calls do not have. */
export function isCallScore(name: string): name is CallScore {
  return callScores.some((score) => score.name === name)
}

/** Gives what calls took, where the user set no margin, one in proportion to the mean of the baseline. */
export function withCallMargin(table: ScoreTable, margins: Readonly<Record<string, number>>): ScoreTable {
  const { score, columns } = table
  const [baseline] = columns
  if (!baseline || !isCallScore(score.name) || margins[score.name] !== undefined) return table
  const taken = pick(baseline, sharedExamples(columns))
  if (taken.length === 0) return table
  return { ...table, margin: (relativeMargin * taken.reduce((sum, value) => sum + value, 0)) / taken.length }
}
