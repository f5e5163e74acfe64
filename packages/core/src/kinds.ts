import { evaluationKind, inferenceKind } from './evaluation/job-kind.ts'
import type { JobKinds } from './run/job-kind.ts'

/** Every kind of job, and what it answers for. */
export const kinds = { inference: inferenceKind, evaluation: evaluationKind } satisfies JobKinds
