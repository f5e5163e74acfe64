import {
  type EvaluatedModel,
  evaluationSpec,
  inferenceSpec,
  judgementSpec,
  modelSpec,
  type UsedEntry,
} from '@assay/schemas'
import type { z } from 'zod'
import { publicModel } from '../public-model.ts'
import type { BundledJob } from './manifest.ts'

type Spec = BundledJob['spec']
type Model = z.infer<typeof modelSpec>

/**
 * What a job does, without what others must not see, and without what would have them use something of their own, such
 * as a secret of the same name. Undefined: jobs of this kind stay where they are.
 */
export function publicSpec({ kind, spec }: { readonly kind: string; readonly spec: unknown }): Spec | undefined {
  if (kind === 'inference') return publicInference(inferenceSpec.parse(spec))
  if (kind === 'judgement') return publicJudgement(judgementSpec.parse(spec))
  return kind === 'evaluation' ? publicEvaluation(evaluationSpec.parse(spec)) : undefined
}

export function secretless(model: EvaluatedModel): Model {
  return modelSpec.parse(publicModel(model))
}

/** Of an entry its name and what it says of itself are of use elsewhere, its ids are not. */
export function withoutIds<Entry extends UsedEntry | null | undefined>(entry: Entry): Entry {
  return entry ? { ...entry, id: null, model_id: null } : entry
}

function publicInference(spec: z.infer<typeof inferenceSpec>): Spec {
  return { ...spec, model: secretless(spec.model), entry: withoutIds(spec.entry) }
}

function publicJudgement(spec: z.infer<typeof judgementSpec>): Spec {
  return { ...spec, judge: { ...spec.judge, model: secretless(spec.judge.model) }, entry: withoutIds(spec.entry) }
}

function publicEvaluation(spec: z.infer<typeof evaluationSpec>): Spec {
  const judges = spec.judges?.map((judge) => ({ ...judge, model: secretless(judge.model) }))
  return { ...spec, ...(judges && { judges }) }
}
