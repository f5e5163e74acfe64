import { applicationKind } from './application/job-kind.ts'
import { annotationKind, evaluationKind, inferenceKind, judgementKind } from './evaluation/job-kind.ts'
import type { JobKinds } from './run/job-kind.ts'

export const kinds = {
  inference: inferenceKind,
  annotation: annotationKind,
  judgement: judgementKind,
  evaluation: evaluationKind,
  application: applicationKind,
} satisfies JobKinds
