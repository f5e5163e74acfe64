import type { EvaluationSpec, FingerprintParts, InferenceSpec, JudgementSpec } from '@assay/schemas'
import { eachShortly, shortly } from '../run/part.ts'

interface Inference {
  readonly spec: Omit<InferenceSpec, 'kind' | 'repeat'> & Partial<Pick<InferenceSpec, 'repeat'>>
  /** Identifies the dataset's content. */
  readonly content: Record<string, unknown>
}

/** What an inference is made of. */
export function inferenceParts({ spec, content }: Inference): FingerprintParts {
  const { model, task, columns, max_samples, max_failed_ratio, repeat, seed } = spec
  return {
    dataset: { content: shortly(content) },
    model: eachShortly(model),
    task: eachShortly(task),
    column: eachShortly(columns),
    setting: eachShortly({ max_samples, max_failed_ratio, repeat, seed }),
  }
}

interface Judged {
  readonly spec: JudgementSpec
  readonly content: Record<string, unknown>
  /** Fingerprints of the inference that it needs, by name. */
  readonly upstream: Readonly<Record<string, string>>
}

/** What a judgement is made of. */
export function judgementParts({ spec, content, upstream }: Judged): FingerprintParts {
  const { judge, columns, max_samples, max_failed_ratio, predictions, repeat, seed } = spec
  return {
    dataset: { content: shortly(content) },
    column: eachShortly(columns),
    metric: eachShortly(judge),
    setting: eachShortly({ max_samples, max_failed_ratio, predictions, repeat, seed }),
    upstream,
  }
}

interface Evaluation {
  readonly spec: EvaluationSpec
  readonly content: Record<string, unknown>
  /** Versions of its metrics, by name. */
  readonly versions: Readonly<Record<string, unknown>>
  /** Changes with the outputs of an evaluation. */
  readonly evaluation: number
  /** Fingerprints of the inferences that it needs, by name. */
  readonly upstream: Readonly<Record<string, string>>
}

/** What an evaluation is made of. */
export function evaluationParts({ spec, content, versions, evaluation, upstream }: Evaluation): FingerprintParts {
  const { columns, max_samples, predictions, seed } = spec
  return {
    dataset: { content: shortly(content) },
    column: eachShortly(columns),
    metric: eachShortly(versions),
    setting: eachShortly({ evaluation, max_samples, predictions, seed }),
    upstream,
  }
}
