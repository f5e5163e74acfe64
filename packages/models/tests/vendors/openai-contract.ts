import { z } from 'zod'
import {
  bearer,
  chatChunks,
  chatCompletion,
  chatFailure,
  chatStreaming,
  messagesOf,
  penalty,
  tokenCount,
  type VendorContract,
} from './contract.ts'

const model = 'gpt-4o-mini'

export const openaiContract: VendorContract = {
  provider: 'openai',
  model,
  path: '/chat/completions',
  headers: bearer,
  request: z.strictObject({
    model: z.string(),
    messages: messagesOf(['developer', 'system', 'user', 'assistant']),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    max_tokens: tokenCount.optional(),
    max_completion_tokens: tokenCount.optional(),
    stop: z.array(z.string()).min(1).max(4).optional(),
    seed: z.number().int().optional(),
    frequency_penalty: penalty.optional(),
    presence_penalty: penalty.optional(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
  }),
  answer: (said) => chatCompletion(said, model),
  streaming: { request: chatStreaming, events: (pieces) => chatChunks(pieces, model) },
  failure: chatFailure,
  settings: {
    spec: { temperature: 0.5, top_p: 0.9, stop: ['END'], frequency_penalty: 0.1, presence_penalty: 0.2 },
    sent: {
      ...{ temperature: 0.5, top_p: 0.9, stop: ['END'], frequency_penalty: 0.1, presence_penalty: 0.2 },
      ...{ seed: 7, max_tokens: 100 },
    },
  },
  untaken: {
    spec: { model: 'o4-mini', top_k: 3, temperature: 0.5, reasoning_effort: 'low' },
    adaptations: ['unsupported:top_k', 'no_temperature'],
  },
}
