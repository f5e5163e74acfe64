import { findModelCalls, putModelCall } from '@assay/db'
import type { ModelCallCache } from '@assay/models'
import { modelPrediction } from '@assay/schemas'
import type { JobDeps } from './job-deps.ts'
import { outlast } from './outlast.ts'

interface Calls {
  readonly owner_id: string
  /** Older answers are not known, and are replaced. */
  readonly since: string | undefined
  readonly signal: AbortSignal
}

/** The owner's earlier answers, in the database. They were paid for: writing waits while it does not answer. */
export function createModelCallCache({ db }: Pick<JobDeps, 'db'>, { owner_id, since, signal }: Calls): ModelCallCache {
  return {
    async getMany(keys) {
      const found = await outlast(signal, () => findModelCalls(db, { owner_id, keys, since }))
      return new Map([...found].map(([key, value]) => [key, modelPrediction.parse(value)]))
    },
    put: (key, value) => outlast(signal, () => putModelCall(db, { owner_id, key, since, prediction: { ...value } })),
  }
}
