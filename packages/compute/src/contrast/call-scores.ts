import type { ScoreDeclaration } from '@assay/metrics'
import { pick, type ScoreTable, sharedExamples } from './score-table.ts'

/** Cost, latency and the like of the original calls, as scores. */
export const callScores = [
  { name: 'latency_ms', title: 'latency', direction: 'lower', range: [0, null], unit: 'ms', margin: 0 },
  { name: 'cost', title: 'cost', direction: 'lower', range: [0, null], unit: 'currency', margin: 0 },
] as const satisfies readonly ScoreDeclaration[]

/** Unless the user sets a margin, it is this share of the baseline's mean, in two digits. */
const relativeMargin = 0.05

export type CallScore = (typeof callScores)[number]['name']

/** Runs without calls do not have these scores. */
export function isCallScore(name: string): name is CallScore {
  return callScores.some((score) => score.name === name)
}

/** Gives scores of calls a margin in proportion to the mean of the baseline, where the user set none. */
export function withCallMargin(table: ScoreTable, margins: Readonly<Record<string, number>>): ScoreTable {
  const { score, columns } = table
  const [baseline] = columns
  if (!baseline || !isCallScore(score.name) || margins[score.name] !== undefined) return table
  const taken = pick(baseline, sharedExamples(columns))
  if (taken.length === 0) return table
  const mean = taken.reduce((sum, value) => sum + value, 0) / taken.length
  return { ...table, margin: Number((relativeMargin * mean).toPrecision(2)) }
}
