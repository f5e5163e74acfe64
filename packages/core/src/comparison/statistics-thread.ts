import { type Contrast, type Contrasting, contrast } from './contrast.ts'
import { type SlicedScores, type Slicing, sliceScores } from './slice-scores.ts'

/** Compares runs, score by score. */
export function contrastRuns(question: Contrasting): Contrast[] {
  return contrast(question)
}

/** Compares runs, slice by slice. */
export function contrastSlices(question: Slicing): SlicedScores {
  return sliceScores(question)
}
