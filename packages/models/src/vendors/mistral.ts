import { readCompletion } from '../openai-compatible/completion.ts'
import type { Vendor } from './vendor.ts'

export const mistral: Vendor = {
  base_url: 'https://api.mistral.ai/v1',
  takes_budget: false,
  async connect({ model }, connection) {
    const { createMistral } = await import('@ai-sdk/mistral')
    return createMistral(connection).chat(model)
  },
  read: readCompletion,
}
