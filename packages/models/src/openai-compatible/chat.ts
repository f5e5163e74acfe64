import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { SecretMask } from '@assay/masking'
import { generateText, type LanguageModel } from 'ai'
import { PredictionError, requireText } from '../prediction-error.ts'
import type { FinishReason, Model, Prediction, ProviderContext, SpecOf } from '../provider.ts'
import { toPredictionError } from './endpoint-error.ts'
import { type Prompt, toPrompt } from './prompt.ts'

type Spec = SpecOf<'openai-compatible'>

export function createChat(spec: Spec, context: ProviderContext): Model['predict'] {
  const model = openEndpoint(spec, context)
  const mask = new SecretMask(context.api_key === undefined ? [] : [context.api_key])
  return async (request, signal) => {
    requireText(request.input)
    const prompt = toPrompt(spec, request.task, request.input)
    const timeout = AbortSignal.timeout(spec.timeout_seconds * 1000)
    const started = performance.now()
    try {
      const answer = await generateText({
        model,
        ...settings(spec, prompt, request.seed),
        abortSignal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      })
      const prediction = toPrediction(answer, spec, performance.now() - started)
      return { ...prediction, output: mask.text(prediction.output) }
    } catch (error) {
      if (error instanceof PredictionError) throw error
      signal?.throwIfAborted()
      if (timeout.aborted) throw new PredictionError('timeout', `No answer within ${spec.timeout_seconds} s.`)
      const hidden = [request.input, prompt.user, prompt.system ?? '', context.api_key ?? '']
      throw toPredictionError(error, { hidden, mask })
    }
  }
}

function openEndpoint({ base_url, model }: Spec, { api_key, fetch }: ProviderContext): LanguageModel {
  const url = new URL(base_url)
  const queryParams = Object.fromEntries(url.searchParams)
  url.search = ''
  url.hash = ''
  return createOpenAICompatible({
    name: 'endpoint',
    baseURL: url.href,
    fetch,
    ...(api_key === undefined ? {} : { apiKey: api_key }),
    ...(Object.keys(queryParams).length === 0 ? {} : { queryParams }),
  }).chatModel(model)
}

function settings({ temperature, top_p, max_output_tokens }: Spec, { system, user }: Prompt, seed: number) {
  return {
    prompt: user,
    temperature,
    maxOutputTokens: max_output_tokens,
    maxRetries: 0,
    ...(system === null ? {} : { instructions: system }),
    ...(top_p === undefined ? {} : { topP: top_p }),
    // without randomness a seed changes nothing, and some endpoints refuse it
    ...(temperature === 0 ? {} : { seed }),
  }
}

type Completion = Pick<Awaited<ReturnType<typeof generateText>>, 'text' | 'finishReason' | 'usage'>

function toPrediction({ text, finishReason, usage }: Completion, { price }: Spec, latency_ms: number): Prediction {
  const finish_reason = finishReasons.get(finishReason) ?? 'other'
  if (text.trim() === '') throw emptyAnswer(finish_reason)
  // a prompt always has tokens: the SDK reports 0 for an endpoint that does not count
  const input_tokens = usage.inputTokens || null
  const output_tokens = usage.outputTokens || null
  const cost =
    price === undefined || input_tokens === null || output_tokens === null
      ? null
      : (input_tokens * price.input_per_million + output_tokens * price.output_per_million) / 1e6
  return { output: plainText(text), input_tokens, output_tokens, cost, latency_ms, finish_reason }
}

/** Valid Unicode without the character NUL, which neither Postgres nor much else can store. */
function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

const finishReasons = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['content-filter', 'content-filter'],
])

function emptyAnswer(finish_reason: FinishReason): PredictionError {
  if (finish_reason === 'length') {
    return new PredictionError('final', 'The model used all its tokens before it answered. Raise max_output_tokens.')
  }
  if (finish_reason === 'content-filter') return new PredictionError('final', 'The endpoint filtered the answer out.')
  return new PredictionError('unreadable', 'The answer is empty.')
}
