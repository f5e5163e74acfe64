import type { SecretMask } from '@assay/masking'
import { costOf } from '../cost.ts'
import type { Prediction, SpecOf } from '../provider.ts'
import { type AnswerSettings, toAnswerText } from './answer-text.ts'
import type { Completion } from './completion.ts'

interface Asked {
  readonly spec: AnswerSettings & Pick<SpecOf<'openai-compatible'>, 'price'>
  readonly latency_ms: number
  readonly adaptations: Iterable<string>
  readonly mask: SecretMask
}

/** What is kept of an answer. Throws PredictionError where it has no text that could be scored. */
export function toPrediction(completion: Completion, { spec, latency_ms, adaptations, mask }: Asked): Prediction {
  const masked = (text: string | null) => (text === null ? null : mask.text(text))
  const { output, reasoning } = toAnswerText(completion, spec)
  const { input_tokens, output_tokens, reasoning_tokens, finish_reason, served_model, system_fingerprint } = completion
  return {
    output: mask.text(output),
    reasoning: masked(reasoning),
    input_tokens,
    output_tokens,
    reasoning_tokens,
    cost: costOf(completion, spec.price),
    latency_ms,
    finish_reason,
    served_model: masked(served_model),
    system_fingerprint: masked(system_fingerprint),
    adaptations: [...adaptations],
    answered_at: new Date().toISOString(),
  }
}
