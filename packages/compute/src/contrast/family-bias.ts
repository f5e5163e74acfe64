import { meanInterval } from '@assay/metrics'

/** A prediction that the judge has scored and people have labelled. */
export interface LabelledPair {
  readonly judged: number
  readonly label: number
  readonly length: number
  readonly is_own_family: boolean | null
}

export interface FamilyBias {
  readonly own: number
  readonly others: number
  /** How much more the judge exceeds people where it judges its own family. */
  readonly estimate: number
  readonly low: number
  readonly high: number
}

/**
 * Errors of the judge on models of its own family against those on others; null unless there are two of each. The
 * intervals of the two means are joined as the sides of a right angle (Zou and Donner 2008).
 */
export function familyBias(
  pairs: readonly LabelledPair[],
  { width, level }: { readonly width: number; readonly level: number },
): FamilyBias | null {
  const [own, others] = [true, false].map((is) => pairs.filter((pair) => pair.is_own_family === is).map(errorOf))
  if (!own || !others || own.length < 2 || others.length < 2) return null
  const [ours, theirs] = [own, others].map((errors) => {
    const { estimate, low, high } = meanInterval(errors, { range: [-width, width], level, method: 'gaffke' })
    return { estimate: estimate ?? 0, low: low ?? -width, high: high ?? width }
  })
  if (!ours || !theirs) return null
  const estimate = ours.estimate - theirs.estimate
  return {
    own: own.length,
    others: others.length,
    estimate,
    low: estimate - Math.hypot(ours.estimate - ours.low, theirs.high - theirs.estimate),
    high: estimate + Math.hypot(ours.high - ours.estimate, theirs.estimate - theirs.low),
  }
}

function errorOf({ judged, label }: LabelledPair): number {
  return judged - label
}
