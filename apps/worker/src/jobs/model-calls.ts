import { findModelCalls, putModelCall } from '@assay/db'
import type { ModelCallCache, Prediction } from '@assay/models'
import { z } from 'zod'
import type { JobDeps } from './job-deps.ts'
import { outlast } from './outlast.ts'

const prediction: z.ZodType<Prediction> = z.object({
  output: z.string(),
  input_tokens: z.number().nullable(),
  output_tokens: z.number().nullable(),
  reasoning_tokens: z.number().nullable().default(null),
  cost: z.number().nullable(),
  latency_ms: z.number(),
  finish_reason: z.enum(['stop', 'length', 'content-filter', 'other']),
  reasoning: z.string().nullable().default(null),
  served_model: z.string().nullable().default(null),
  system_fingerprint: z.string().nullable().default(null),
  adaptations: z.array(z.string()).default([]),
  answered_at: z.string().nullable().default(null),
})

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
      return new Map([...found].map(([key, value]) => [key, prediction.parse(value)]))
    },
    put: (key, value) => outlast(signal, () => putModelCall(db, { owner_id, key, since, prediction: { ...value } })),
  }
}
