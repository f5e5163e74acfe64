import { expect } from 'vitest'
import { z } from 'zod'
import { type Said, tokenCount, type VendorContract } from './contract.ts'

const model = 'claude-sonnet-4-5'
const textBlock = z.strictObject({ type: z.literal('text'), text: z.string().min(1) })

export const anthropicContract: VendorContract = {
  provider: 'anthropic',
  model,
  path: '/messages',
  headers: z.looseObject({
    'x-api-key': z.literal('test-key'),
    'anthropic-version': z.literal('2023-06-01'),
    'content-type': z.string().regex(/^application\/json/),
  }),
  request: z.strictObject({
    model: z.string(),
    max_tokens: tokenCount,
    messages: z
      .array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.array(textBlock).min(1) }))
      .min(1),
    system: z.array(textBlock).optional(),
    temperature: z.number().min(0).max(1).optional(),
    top_p: z.number().min(0).max(1).optional(),
    top_k: z.number().int().optional(),
    stop_sequences: z.array(z.string()).optional(),
    thinking: z.strictObject({ type: z.literal('enabled'), budget_tokens: z.number().int().min(1024) }).optional(),
  }),
  answer,
  streaming: { request: { stream: z.literal(true).optional() }, events },
  failure: (status, message) => ({
    type: 'error',
    error: { type: status === 529 ? 'overloaded_error' : 'api_error', message },
    request_id: 'req_1',
  }),
  settings: {
    spec: { temperature: 0, top_k: 5, stop: ['END'] },
    sent: { temperature: 0, top_k: 5, stop_sequences: ['END'], max_tokens: 100 },
  },
  untaken: {
    spec: { temperature: 0.5, frequency_penalty: 0.1, reasoning_budget_tokens: 2000 },
    adaptations: expect.arrayContaining(['unsupported:frequency_penalty', 'no_seed', 'no_temperature']),
  },
}

function events(pieces: readonly string[]): unknown[] {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: `${model}-2026`, content: [] }
  const ended = { stop_reason: null, stop_sequence: null }
  const piece = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
  return [
    { type: 'message_start', message: { ...message, ...ended, usage: { input_tokens: 12, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...pieces.map(piece),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { ...ended, stop_reason: 'end_turn' }, usage: { output_tokens: 7 } },
    { type: 'message_stop' },
  ]
}

function answer({ text, reasoning, ends = 'stop', tokens }: Said): unknown {
  const reasons = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' }
  const { input, output } = tokens ?? { input: 12, output: 7 }
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: `${model}-2026`,
    content: [
      ...(reasoning === undefined ? [] : [{ type: 'thinking', thinking: reasoning, signature: 's' }]),
      ...(text === '' ? [] : [{ type: 'text', text }]),
    ],
    stop_reason: reasons[ends],
    stop_sequence: null,
    ...(tokens !== null && { usage: { input_tokens: input, output_tokens: output } }),
  }
}
