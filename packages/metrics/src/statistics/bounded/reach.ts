import type { ScoreRange } from '../sample/kind.ts'

/**
 * Where scores have no end, a value that was not seen is reckoned with twice as far out as any that was: measured, see
 * `docs/statistics.md`.
 */
const beyond = 2

/** How far differences of such scores can lie from 0: as far as the range is wide. */
export function reachOf(differences: Float64Array, [least, greatest]: ScoreRange): number {
  return least === null || greatest === null ? beyond * farthest(differences) : greatest - least
}

/** The ends of scores; where one is open, further out than any score. */
export function endsOf(scores: Float64Array, [least, greatest]: ScoreRange): { least: number; greatest: number } {
  const far = least === null || greatest === null ? beyond * farthest(scores) : 0
  return { least: least ?? -far, greatest: greatest ?? far }
}

function farthest(values: Float64Array): number {
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i] ?? 0))
  return most
}
