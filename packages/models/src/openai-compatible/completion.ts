import { z } from 'zod'
import type { FinishReason } from '../provider.ts'

/** More tokens than any model takes: whoever says more does not know. */
const mostTokens = 1e9
const longestName = 200

const name = z
  .string()
  .transform((text) => plainText(text).slice(0, longestName).toWellFormed())
  .nullable()
  .catch(null)

/** A prompt always has tokens: 0 is said by endpoints that do not count. */
const tokens = z.number().int().min(1).max(mostTokens).nullable().catch(null)

const thought = z
  .object({ text: z.string() })
  .transform(({ text }) => text)
  .catch('')
const thoughts = z.union([z.string().transform((text) => [text]), z.array(thought)]).catch([])
const part = z.object({ type: z.string().catch(''), text: z.string().catch(''), thinking: thoughts.optional() })
const content = z.union([z.string(), z.array(part.catch({ type: '', text: '' })), z.null()]).optional()
const remark = z.string().nullish().catch(null)

const message = z.object({ content, reasoning_content: remark, reasoning: remark, refusal: remark })

const details = z.object({ reasoning_tokens: z.number().int().min(0).max(mostTokens).nullish().catch(null) })
const usage = z.object({
  prompt_tokens: tokens.optional(),
  completion_tokens: tokens.optional(),
  completion_tokens_details: details.nullish().catch(null),
})

const answer = z.object({
  choices: z.array(z.unknown()).min(1),
  model: name.optional(),
  system_fingerprint: name.optional(),
  usage: usage.nullish().catch(null),
})
const choice = z.object({ message, finish_reason: z.string().nullish().catch(null) })

/** What an endpoint answered, with `null` for whatever it left out or garbled beside the text. */
export interface Completion {
  /** The text of the answer; empty where there is none. */
  readonly text: string
  /** What the model thought apart from its text. */
  readonly reasoning: string | null
  readonly refusal: string | null
  readonly finish_reason: FinishReason
  readonly served_model: string | null
  readonly system_fingerprint: string | null
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  readonly reasoning_tokens: number | null
}

/** Reads a chat completion; undefined for anything else. */
export function readCompletion(body: unknown): Completion | undefined {
  const read = answer.safeParse(body).data
  const first = choice.safeParse(read?.choices[0]).data
  if (read === undefined || first === undefined) return undefined
  const { content: said, reasoning_content, reasoning, refusal } = first.message
  const told = [reasoning_content || reasoning || '', thoughtsIn(said)].filter((text) => text.trim() !== '')
  return {
    text: plainText(textIn(said)),
    reasoning: told.length === 0 ? null : plainText(told.join('\n\n')),
    refusal: refusal ? plainText(refusal) : null,
    finish_reason: finishReasons.get(first.finish_reason ?? '') ?? 'other',
    served_model: read.model ?? null,
    system_fingerprint: read.system_fingerprint ?? null,
    input_tokens: read.usage?.prompt_tokens ?? null,
    output_tokens: read.usage?.completion_tokens ?? null,
    reasoning_tokens: read.usage?.completion_tokens_details?.reasoning_tokens ?? null,
  }
}

type Content = z.infer<typeof content>

function textIn(said: Content): string {
  if (typeof said === 'string') return said
  return (said ?? []).map(({ text }) => text).join('')
}

function thoughtsIn(said: Content): string {
  if (typeof said === 'string') return ''
  return (said ?? []).flatMap(({ thinking = [] }) => thinking).join('\n')
}

/** Valid Unicode without the character NUL, which neither Postgres nor much else can store. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

const finishReasons = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['content_filter', 'content-filter'],
  ['content-filter', 'content-filter'],
])
