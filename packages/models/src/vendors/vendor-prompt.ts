import type { LanguageModelV4Message } from '@ai-sdk/provider'
import { type ChatMessage, contentText } from '../input.ts'
import { PredictionError } from '../prediction-error.ts'

/** Messages as the packages of vendors take them. Throws PredictionError for what is no text of a known role. */
export function toVendorPrompt(messages: readonly ChatMessage[]): LanguageModelV4Message[] {
  return messages.map(({ role, content }) => {
    const text = textOf(content)
    if (role === 'system' || role === 'developer') return { role: 'system', content: text }
    if (role === 'user' || role === 'assistant') return { role, content: [{ type: 'text', text }] }
    throw new PredictionError('final', `The chat has a message of the role "${role}", which this provider is not sent.`)
  })
}

function textOf(content: ChatMessage['content']): string {
  const strange = Array.isArray(content) ? content.find(({ type }) => type !== 'text') : undefined
  if (strange === undefined) return contentText(content)
  throw new PredictionError(
    'final',
    `The chat has a part of the type "${strange.type}", which this provider is not sent.`,
  )
}
