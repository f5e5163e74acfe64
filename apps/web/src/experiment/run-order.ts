import type { EvaluatedRun } from './evaluated-runs.ts'

/** Runs by one score, best known first or last; those without it stand at the end. Undefined: newest first. */
export function inOrder(
  runs: readonly EvaluatedRun[],
  { score, is_up }: { readonly score: string | undefined; readonly is_up: boolean },
): readonly EvaluatedRun[] {
  if (score === undefined) return runs
  return runs.toSorted((a, b) => {
    const [left, right] = [estimateOf(a, score), estimateOf(b, score)]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return is_up ? left - right : right - left
  })
}

function estimateOf({ evaluation }: EvaluatedRun, score: string): number | null {
  return evaluation?.result?.scores[score]?.estimate ?? null
}
