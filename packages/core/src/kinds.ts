import { applicationKind } from './application/job-kind.ts'
import { annotationKind, evaluationKind, inferenceKind } from './evaluation/job-kind.ts'
import type { JobKinds } from './run/job-kind.ts'

export const kinds = {
  inference: inferenceKind,
  annotation: annotationKind,
  evaluation: evaluationKind,
  application: applicationKind,
} satisfies JobKinds
