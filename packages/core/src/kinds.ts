import { applicationKind } from './application/job-kind.ts'
import { evaluationKind, inferenceKind, judgementKind } from './evaluation/job-kind.ts'
import type { JobKinds } from './run/job-kind.ts'

export const kinds = {
  inference: inferenceKind,
  judgement: judgementKind,
  evaluation: evaluationKind,
  application: applicationKind,
} satisfies JobKinds
