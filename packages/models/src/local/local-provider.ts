import { DomainError } from '@assay/schemas'
import { translationFamily } from '../language/translation-family.ts'
import { unsupported } from '../openai-compatible/adaptation.ts'
import { toAnswerText } from '../openai-compatible/answer-text.ts'
import { tooLate } from '../openai-compatible/chat.ts'
import { plainText } from '../openai-compatible/completion.ts'
import { requireQuestion } from '../openai-compatible/prompt.ts'
import { promptNeeds, promptProblems } from '../openai-compatible/prompt-columns.ts'
import { PredictionError } from '../prediction-error.ts'
import type { Model, Prediction, Problem, Provider, ProviderContext, SpecOf } from '../provider.ts'
import { requireLanguages, toLocalPrompt } from './local-prompt.ts'
import type { LocalAnswer, LocalQuestion } from './question.ts'

type Spec = SpecOf<'local'>

/** Settings that generation really follows: it neither searches with beams nor cuts by `top_p`. */
const followed = [
  ...['min_length', 'min_new_tokens', 'no_repeat_ngram_size', 'repetition_penalty', 'top_k'],
  ...['forced_bos_token_id', 'forced_eos_token_id', 'suppress_tokens', 'begin_suppress_tokens', 'bad_words_ids'],
]

/** Models in ONNX format in a folder of the operator's, computed in a process of their own. */
export const localProvider: Provider<Spec> = {
  offline: true,

  problems: (spec, columns) => [...promptProblems(spec, columns), ...settingProblems(spec)],

  needs: promptNeeds,

  open: (spec, context) => ({
    concurrency: { initial: 2, max: 2 },
    deterministic: spec.temperature === 0 || spec.temperature === null,
    cacheable: true,
    identity: (request) => ({ ...identityOf(spec), ...toLocalPrompt(spec, request) }),
    predict: createPredict(spec, context),
  }),
}

function settingProblems({ parameters = {} }: Spec): Problem[] {
  return Object.keys(parameters).flatMap((name) => {
    if (followed.includes(name)) return []
    return [
      { path: `parameters.${name}`, message: `is not followed by local models: they know ${followed.join(', ')}` },
    ]
  })
}

function identityOf({ provider, precision, revision, temperature, max_output_tokens, parameters, ...spec }: Spec) {
  const { reasoning, cut_off } = spec
  return { provider, precision, revision, temperature, max_output_tokens, parameters, reasoning, cut_off }
}

function createPredict(spec: Spec, { local }: ProviderContext): Model['predict'] {
  return async (request, signal) => {
    requireQuestion(request)
    requireLanguages(spec, request, translationFamily(spec.model))
    if (local?.directory === undefined) throw unavailable(spec, 'set ASSAY_MODEL_DIR to a folder that has it')
    const question = toQuestion(spec, { ...toLocalPrompt(spec, request), seed: request.seed })
    let timeout: AbortSignal | undefined
    let started = 0
    const begin = () => {
      started = performance.now()
      timeout = AbortSignal.timeout(spec.timeout_seconds * 1000)
      return signal ? AbortSignal.any([signal, timeout]) : timeout
    }
    try {
      const answer = await local.ask(question, begin)
      return toPrediction(spec, answer, performance.now() - started)
    } catch (error) {
      signal?.throwIfAborted()
      throw timeout?.aborted ? tooLate(spec) : error
    }
  }
}

function toQuestion(
  { precision = 'fp32', temperature, max_output_tokens, parameters }: Spec,
  asked: Pick<LocalQuestion, 'model' | 'text' | 'languages' | 'task' | 'messages' | 'seed'>,
): LocalQuestion {
  const samples = temperature !== null && temperature > 0
  return {
    ...asked,
    precision,
    settings: {
      ...parameters,
      max_new_tokens: max_output_tokens,
      num_beams: 1,
      do_sample: samples,
      ...(samples && { temperature }),
    },
  }
}

function unavailable({ model }: Spec, reason: string): DomainError {
  return new DomainError('MODEL_UNAVAILABLE', { model, reason })
}

function toPrediction(spec: Spec, answer: LocalAnswer, latency_ms: number): Prediction {
  if ('problem' in answer) {
    if (answer.is_unusable) throw unavailable(spec, answer.problem)
    throw new PredictionError('final', `The model failed: ${answer.problem}`)
  }
  const { input_tokens, output_tokens, is_cut_off } = answer
  const finish_reason = is_cut_off ? 'length' : 'stop'
  const said = { text: plainText(answer.text), reasoning: null, refusal: null, finish_reason } as const
  return {
    ...toAnswerText(said, spec),
    input_tokens,
    output_tokens,
    reasoning_tokens: null,
    cost: 0,
    latency_ms,
    finish_reason,
    served_model: spec.model,
    system_fingerprint: null,
    adaptations: spec.top_p === undefined ? [] : [unsupported('top_p')],
    answered_at: new Date().toISOString(),
  }
}
