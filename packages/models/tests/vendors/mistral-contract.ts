import { z } from 'zod'
import {
  bearer,
  chatChunks,
  chatCompletion,
  messagesOf,
  penalty,
  type Said,
  tokenCount,
  type VendorContract,
} from './contract.ts'

const model = 'ministral-8b-latest'

export const mistralContract: VendorContract = {
  provider: 'mistral',
  model,
  path: '/chat/completions',
  headers: bearer,
  request: z.strictObject({
    model: z.string(),
    messages: messagesOf(['system', 'user', 'assistant']),
    temperature: z.number().min(0).max(1.5).optional(),
    top_p: z.number().min(0).max(1).optional(),
    max_tokens: tokenCount.optional(),
    stop: z.array(z.string()).min(1).optional(),
    random_seed: z.number().int().min(0).optional(),
    frequency_penalty: penalty.optional(),
    presence_penalty: penalty.optional(),
  }),
  streaming: { request: { stream: z.literal(true).optional() }, events: (pieces) => chatChunks(pieces, model) },
  answer: ({ reasoning, ...said }: Said) => {
    const text = reasoning === undefined ? said.text : [thinking(reasoning), { type: 'text', text: said.text }]
    return withContent(chatCompletion(said, model), text)
  },
  failure: (_, message) => ({ object: 'error', message, type: 'invalid_request_error', param: null, code: null }),
  settings: {
    spec: { temperature: 0.5, top_p: 0.9, stop: ['END'], frequency_penalty: 0.1, presence_penalty: 0.2 },
    sent: {
      ...{ temperature: 0.5, top_p: 0.9, stop: ['END'], frequency_penalty: 0.1, presence_penalty: 0.2 },
      ...{ random_seed: 7, max_tokens: 100 },
    },
  },
  untaken: { spec: { top_k: 3 }, adaptations: ['unsupported:top_k'] },
}

function thinking(text: string) {
  return { type: 'thinking', thinking: [{ type: 'text', text }] }
}

function withContent(completion: unknown, content: unknown): unknown {
  const whole = z.looseObject({ choices: z.array(z.looseObject({ finish_reason: z.string() })) }).parse(completion)
  // Mistral tells neither a fingerprint nor how much was thought
  const { system_fingerprint: _, ...rest } = whole
  const choices = whole.choices.map((choice) => ({ ...choice, message: { role: 'assistant', content } }))
  return { ...rest, choices }
}
