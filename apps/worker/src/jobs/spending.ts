import { spendBudget } from '@assay/db'
import type { EvaluationStore } from '@assay/runners'
import type { JobDeps } from './job-deps.ts'
import { outlast } from './outlast.ts'

/** Counts in the database what jobs spend. */
export function createSpending({ db }: Pick<JobDeps, 'db'>): EvaluationStore['spend'] {
  return async ({ run_id }, spent, signal) => {
    const found = await outlast(signal, () => spendBudget(db, { run_id, ...spent }))
    return found ? !found.is_spent : null
  }
}
