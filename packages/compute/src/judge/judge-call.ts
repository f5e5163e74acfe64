import type { JudgeCriterion, JudgeSpec } from '@assay/schemas'

/** A call of a judge about one example. */
export interface JudgeCall {
  readonly criterion: JudgeCriterion
  /** Of a pair, whether the other answer is shown first. */
  readonly is_swapped: boolean
  /** Tells it from the other calls about the example. */
  readonly name: string
}

/** What a judge is asked about an example, in this order: of a pair by each criterion in both orders. */
export function callsOf({ criteria, pairs }: Pick<JudgeSpec, 'criteria' | 'pairs'>): JudgeCall[] {
  return criteria.flatMap((criterion) => [
    { criterion, is_swapped: false, name: criterion.name },
    ...(pairs ? [{ criterion, is_swapped: true, name: `${criterion.name}:swapped` }] : []),
  ])
}

/** What two orders of a pair said of one criterion. */
interface Orders {
  /** One that the order changes is a tie. */
  readonly score: number | null
  /** Null: there are not two to compare. */
  readonly is_consistent: boolean | null
}

/** The scores of the calls about a pair, two by two, by criterion. */
export function ordersOf(given: readonly (number | null)[]): Orders[] {
  return Array.from({ length: given.length / 2 }, (_, at) => {
    const [one = null, other = null] = given.slice(2 * at, 2 * at + 2)
    if (one === null || other === null) return { score: null, is_consistent: null }
    return { score: one === other ? one : tie, is_consistent: one === other }
  })
}

const tie = 0
