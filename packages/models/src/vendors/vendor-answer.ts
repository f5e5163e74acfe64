import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider'
import { z } from 'zod'
import { type Completion, plainText } from '../openai-compatible/completion.ts'
import type { FinishReason } from '../provider.ts'

type Result = LanguageModelV4GenerateResult

const finishReasons: { readonly [Reason in Result['finishReason']['unified']]: FinishReason } = {
  stop: 'stop',
  length: 'length',
  'content-filter': 'content-filter',
  'tool-calls': 'other',
  error: 'other',
  interrupted: 'other',
  other: 'other',
}

const word = z.string().nullish().catch(null)

/** What some vendors say, and their packages do not pass on. */
const further = z
  .object({
    model: word,
    modelVersion: word,
    system_fingerprint: word,
    choices: z.array(z.object({ message: z.object({ refusal: word }).catch({ refusal: null }) })).catch([]),
  })
  .partial()
  .catch({})

/** What a vendor answered, as it is read of any endpoint. */
export function toCompletion({ content, finishReason, usage }: Result, body: unknown): Completion {
  const { model, modelVersion, system_fingerprint, choices } = further.parse(body)
  const texts = (type: 'text' | 'reasoning') =>
    content.flatMap((part) => (part.type === type && 'text' in part && part.text !== '' ? [part.text] : []))
  const reasoning = texts('reasoning').join('\n\n')
  return {
    text: plainText(texts('text').join('')),
    reasoning: reasoning.trim() === '' ? null : plainText(reasoning),
    refusal: choices?.[0]?.message.refusal ?? null,
    finish_reason: finishReasons[finishReason.unified],
    served_model: nameOf(model ?? modelVersion),
    system_fingerprint: nameOf(system_fingerprint),
    input_tokens: count(usage.inputTokens.total),
    output_tokens: count(usage.outputTokens.total),
    reasoning_tokens: count(usage.outputTokens.reasoning, 0),
  }
}

const longestName = 200

function nameOf(text: string | null | undefined): string | null {
  return text ? plainText(text).slice(0, longestName).toWellFormed() : null
}

/** A prompt always has tokens: 0 is said by who does not count. */
function count(tokens: number | undefined, least = 1): number | null {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= least ? tokens : null
}
