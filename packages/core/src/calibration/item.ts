import type { LabelSampleRow } from '@assay/db'
import { shuffle } from './sample.ts'

/** A prediction of a sample. */
export interface Place {
  readonly run_id: string
  readonly example: number
}

/** The predictions of a sample in the order in which people see them, which tells nothing of their runs. */
export function placesOf({ run_ids, examples, seed }: Pick<LabelSampleRow, 'run_ids' | 'examples' | 'seed'>): Place[] {
  const all = run_ids.flatMap((run_id) => examples.map((example) => ({ run_id, example })))
  return shuffle([...all.keys()], seed + 1).flatMap((at) => all[at] ?? [])
}

/** Tells the places of a sample apart. */
export function keyOf({ run_id, example }: Place): string {
  return `${run_id}/${example}`
}
