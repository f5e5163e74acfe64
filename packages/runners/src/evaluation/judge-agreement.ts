import { scoreNamesOf } from '@assay/compute'
import { raterAgreement } from '@assay/metrics'
import type { JudgeAgreement, JudgeSpec } from '@assay/schemas'

/** A score of one criterion, and where its whole steps begin and how wide they are. */
interface Rating {
  readonly judge: string
  readonly criterion: string
  readonly score: string
  readonly scale: string
  readonly least: number
  readonly step: number
}

function ratingsOf(judge: JudgeSpec): Rating[] {
  const names = scoreNamesOf(judge).slice(judge.criteria.length === 1 ? 0 : 1)
  return judge.criteria.map(({ name, scale: [least, greatest] }, at) => ({
    judge: judge.name,
    criterion: judge.criteria.length === 1 ? '' : name,
    score: names[at] ?? '',
    scale: JSON.stringify([least, greatest, judge.normalised]),
    least: judge.normalised ? 0 : least,
    step: judge.normalised ? 1 / (greatest - least) : 1,
  }))
}

interface Pair {
  readonly ratings: readonly [Rating, Rating]
  readonly values: readonly [number[], number[]]
}

/** How the judges of an evaluation agree, two by two, on what they rate by criteria of one name and on one scale. */
export class AgreementTotals {
  readonly #pairs: readonly Pair[]

  constructor(judges: readonly JudgeSpec[]) {
    const all = judges.flatMap(ratingsOf)
    this.#pairs = all.flatMap((first, at) =>
      all
        .slice(at + 1)
        .filter((second) => isAlike(first, second))
        .map((second): Pair => ({ ratings: [first, second], values: [[], []] })),
    )
  }

  /** `scoreOf` has the scores of an example, by name. */
  add(scoreOf: (name: string) => number | null): void {
    for (const { ratings, values } of this.#pairs) {
      const [first, second] = [scoreOf(ratings[0].score), scoreOf(ratings[1].score)]
      if (first === null || second === null) continue
      values[0].push(first)
      values[1].push(second)
    }
  }

  get result(): JudgeAgreement[] {
    return this.#pairs.flatMap(({ ratings: [first, second], values: [ours, theirs] }) => {
      if (ours.length === 0) return []
      const steps = (values: readonly number[]) => values.map((value) => Math.round((value - first.least) / first.step))
      const found = raterAgreement(steps(ours), steps(theirs), { resamples: 0 })
      return [
        {
          scores: [first.score, second.score] as [string, string],
          examples: found.n,
          same: found.same.estimate ?? 0,
          weighted_kappa: found.weighted_kappa.estimate,
          alpha: found.alpha.estimate,
          difference: meanOf(ours) - meanOf(theirs),
        },
      ]
    })
  }
}

function isAlike(first: Rating, second: Rating): boolean {
  return first.judge !== second.judge && first.criterion === second.criterion && first.scale === second.scale
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
