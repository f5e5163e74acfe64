import type { LabelSampleRow } from '@assay/db'
import { seededRandom } from '@assay/metrics'
import { shuffle } from './sample.ts'

/** A prediction of a sample. */
export interface Place {
  readonly run_id: string
  readonly example: number
}

/** A prediction as people see it. */
export interface Item extends Place {
  /** Of a pair, whether the answer of the other run stands in its place. */
  readonly is_swapped: boolean
}

type Drawn = Pick<LabelSampleRow, 'run_ids' | 'examples' | 'seed' | 'pairs'>

/** The predictions of a sample in the order in which people see them, which tells nothing of their runs. */
export function itemsOf({ run_ids, examples, seed, pairs }: Drawn): Item[] {
  const all = run_ids.flatMap((run_id) => examples.map((example) => ({ run_id, example })))
  const random = seededRandom(seed + 2)
  return shuffle([...all.keys()], seed + 1).flatMap((at) => {
    const place = all[at]
    return place ? [{ ...place, is_swapped: pairs && random.integer(2) === 1 }] : []
  })
}

/** What somebody says of an item as it is shown, as it counts for its run; and back. */
export function turned(score: number, { is_swapped }: Pick<Item, 'is_swapped'>): number {
  return is_swapped ? 0 - score : score
}

/** Tells the places of a sample apart. */
export function keyOf({ run_id, example }: Place): string {
  return `${run_id}/${example}`
}
