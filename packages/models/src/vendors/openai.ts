import { readCompletion } from '../openai-compatible/completion.ts'
import type { Vendor } from './vendor.ts'

/** OpenAI, by chat completions: its newer API takes neither seed, nor penalties, nor texts to stop at. */
export const openai: Vendor = {
  base_url: 'https://api.openai.com/v1',
  takes_budget: false,
  async connect({ model }, connection) {
    const { createOpenAI } = await import('@ai-sdk/openai')
    return createOpenAI(connection).chat(model)
  },
  read: readCompletion,
}
