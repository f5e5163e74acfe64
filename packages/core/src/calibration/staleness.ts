import type { JudgeSpec } from '@assay/schemas'
import type { EvaluationDeps } from '../evaluation/deps.ts'
import { findCurrent } from '../evaluation/judge/judge.ts'

interface Calibrated {
  readonly owner_id: string
  /** As it was when it judged. */
  readonly judge: JudgeSpec
}

/** How a judge has changed since it judged; null: it has not. */
export async function staleness(
  deps: Pick<EvaluationDeps, 'db'>,
  { owner_id, judge: { name, model, version, against } }: Calibrated,
): Promise<string | null> {
  const current = await findCurrent(deps, { owner_id, name, model, against })
  if (!current) return `The judge ${name} was removed.`
  if (current.spec.version === version) return null
  return (
    `The judge ${name} has changed since: its newest version is ${current.number}, and these labels tell of an ` +
    'earlier one. Evaluate again and draw a new sample.'
  )
}
