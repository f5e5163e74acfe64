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

const model = 'deepseek-chat'

export const deepseekContract: VendorContract = {
  provider: 'deepseek',
  model,
  path: '/chat/completions',
  headers: bearer,
  request: z.strictObject({
    model: z.string(),
    messages: messagesOf(['system', 'user', 'assistant']),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    max_tokens: tokenCount.optional(),
    stop: z.array(z.string()).min(1).max(16).optional(),
    frequency_penalty: penalty.optional(),
    presence_penalty: penalty.optional(),
    thinking: z.strictObject({ type: z.enum(['enabled', 'disabled']) }).optional(),
    reasoning_effort: z.enum(['low', 'medium', 'high', 'max']).optional(),
  }),
  answer: (said) => chatCompletion(said, model),
  streaming: { request: chatStreaming, events: (pieces) => chatChunks(pieces, model) },
  failure: chatFailure,
  settings: {
    spec: { top_p: 0.9, stop: ['END'] },
    sent: { temperature: 0, top_p: 0.9, stop: ['END'], max_tokens: 100 },
  },
  untaken: {
    spec: { top_k: 3, temperature: 1, frequency_penalty: 0.1 },
    adaptations: ['unsupported:top_k', 'no_seed', 'unsupported:frequency_penalty'],
  },
}
