import { readCompletion } from '../openai-compatible/completion.ts'
import type { Vendor } from './vendor.ts'

export const deepseek: Vendor = {
  base_url: 'https://api.deepseek.com',
  takes_budget: false,
  async connect({ model }, connection) {
    const { createDeepSeek } = await import('@ai-sdk/deepseek')
    return createDeepSeek(connection).chat(model)
  },
  read: readCompletion,
}
