import type { Job } from '@assay/schemas'
import { countText } from '../ui/number.ts'

/** How far a job is: 120 of 500 examples. */
export function progressText({ progress }: Pick<Job, 'progress'>): string {
  if (!progress) return '–'
  const { done, total, noun, waiting_for } = progress
  const far = total === null ? countText(done) : `${countText(done)} of ${countText(total)}`
  return waiting_for === null ? `${far} ${noun}` : `${far} ${noun}, waiting for ${waiting_for}`
}
