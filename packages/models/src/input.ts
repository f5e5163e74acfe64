import { z } from 'zod'
import { PredictionError } from './prediction-error.ts'

const chatMessage = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z.union([z.string(), z.array(z.looseObject({ type: z.string() })), z.null()]).optional(),
})
const chatMessages = z.array(chatMessage).min(1)

/** A message of a chat, with whatever else an endpoint may want to know of it. */
export type ChatMessage = z.infer<typeof chatMessage>

/** What a model is given: a text, or the messages of a chat that it is to go on with. */
export type Input = string | readonly ChatMessage[]

/**
 * Reads the input of an example. A list of chat messages, also one that is written as JSON, is a chat; what the
 * assistant says at its end is the answer that is asked for, and left out.
 *
 * @throws PredictionError for an object, or a list of something else.
 */
export function toInput(value: unknown): Input {
  if (typeof value === 'string') return readChat(parsedList(value)) ?? value
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  const chat = readChat(value)
  if (chat !== undefined) return chat
  const what = Array.isArray(value) ? 'a list, and not one of chat messages' : 'an object'
  throw new PredictionError('final', `The input is ${what}. Give texts, or lists of {"role", "content"}.`)
}

/** The input as one text, for whoever reads texts alone. */
export function textOf(input: Input): string {
  if (typeof input === 'string') return input
  const spoken = input.filter(({ role }) => role !== 'system' && role !== 'developer')
  return spoken.map(({ content }) => contentText(content)).join('\n\n')
}

/** What a message says, its texts alone. */
export function contentText(content: ChatMessage['content']): string {
  if (typeof content === 'string') return content
  return (content ?? []).flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n')
}

function readChat(value: unknown): ChatMessage[] | undefined {
  const messages = chatMessages.safeParse(withoutNulls(value)).data
  if (messages === undefined) return undefined
  return messages.at(-1)?.role === 'assistant' ? messages.slice(0, -1) : messages
}

/** Tables give null to a field that only other messages have, which no endpoint expects. */
function withoutNulls(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  return value.map((message: unknown) =>
    typeof message === 'object' && message !== null && !Array.isArray(message)
      ? Object.fromEntries(Object.entries(message).filter(([, inner]) => inner !== null))
      : message,
  )
}

function parsedList(text: string): unknown {
  if (!/^\s*\[\s*\{.*"role"/s.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
