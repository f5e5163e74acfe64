import { z } from 'zod'
import { annotationResult, annotationSpec } from './annotation.ts'
import { applicationResult, applicationSpec } from './application-job.ts'
import { evaluationResult, evaluationSpec } from './evaluation.ts'
import { inferenceResult, inferenceSpec } from './inference.ts'
import { judgementResult, judgementSpec } from './judgement.ts'

interface JobKindContract {
  /** What the kind is called in a sentence. */
  readonly title: string
  /** What its progress counts. */
  readonly counts: string
  /** What a job of the kind does. */
  readonly spec: z.ZodObject
  /** What a job of the kind found. */
  readonly result: z.ZodObject
}

/** The kinds of job: those that a worker executes. */
export const jobKind = z
  .enum(['inference', 'annotation', 'judgement', 'evaluation', 'application'])
  .describe(
    'inference: a model over examples; annotation: a model that writes references; judgement: a judge over ' +
      'predictions; evaluation: metrics over predictions; application: a command on files',
  )

/** The kinds of job. */
export type JobKind = z.infer<typeof jobKind>

/** What each kind of job promises. */
export const jobKinds = {
  inference: { title: 'inference', counts: 'examples', spec: inferenceSpec, result: inferenceResult },
  annotation: { title: 'annotation', counts: 'examples', spec: annotationSpec, result: annotationResult },
  judgement: { title: 'judging', counts: 'calls', spec: judgementSpec, result: judgementResult },
  evaluation: { title: 'scoring', counts: 'examples', spec: evaluationSpec, result: evaluationResult },
  application: { title: 'application', counts: 'steps', spec: applicationSpec, result: applicationResult },
} as const satisfies Record<JobKind, JobKindContract>

/** What a job does, by kind. */
export type JobSpec = z.infer<(typeof jobKinds)[JobKind]['spec']>

/** What a job found, by kind. */
export type JobResult = z.infer<(typeof jobKinds)[JobKind]['result']>
