import type { ScoreDeclaration } from '@assay/metrics'

/** What the original calls took, as scores: any difference counts unless the user sets a margin. */
export const callScores = [
  { name: 'latency_ms', title: 'latency', direction: 'lower', range: [0, null], unit: 'ms', margin: 0 },
  { name: 'cost', title: 'cost', direction: 'lower', range: [0, null], unit: 'currency', margin: 0 },
] as const satisfies readonly ScoreDeclaration[]

/** Whether a score is what calls took, which runs without calls do not have. */
export function isCallScore(name: string): boolean {
  return callScores.some((score) => score.name === name)
}
