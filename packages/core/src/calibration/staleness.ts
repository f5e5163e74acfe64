import { findJudge } from '@assay/db'
import type { JudgeSpec } from '@assay/schemas'
import type { EvaluationDeps } from '../evaluation/deps.ts'
import { builtinVersion, specOfRow } from '../evaluation/judge/judge.ts'

interface Calibrated {
  readonly owner_id: string
  /** As it was when it judged. */
  readonly judge: JudgeSpec
}

/** How a judge has changed since it judged; null: it has not. */
export async function staleness(
  { db }: Pick<EvaluationDeps, 'db'>,
  { owner_id, judge: { name, version } }: Calibrated,
): Promise<string | null> {
  const [number = ''] = version.split('-')
  const builtin = builtinVersion(name)
  if (builtin !== undefined) {
    return builtin === Number(number) ? null : `${name} has other words in this version of Assay.`
  }
  const row = await findJudge(db, { owner_id, name })
  if (!row) return `The judge ${name} was removed.`
  if (specOfRow(row).version === version) return null
  return (
    `The judge ${name} has changed: these labels tell of version ${number}, and its newest is ${row.version}. ` +
    'Evaluate again and draw a new sample.'
  )
}
