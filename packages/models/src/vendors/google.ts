import type { Vendor } from './vendor.ts'

/** Google's Gemini API, which tells thoughts only to who asks for them. */
export const google: Vendor = {
  base_url: 'https://generativelanguage.googleapis.com/v1beta',
  takes_budget: true,
  async connect({ model }, connection) {
    const { createGoogle } = await import('@ai-sdk/google')
    return createGoogle(connection).languageModel(model)
  },
  options({ reasoning_budget_tokens: thinkingBudget, reasoning_effort }) {
    const thinks = thinkingBudget !== undefined ? thinkingBudget > 0 : (reasoning_effort ?? 'none') !== 'none'
    const thinkingConfig = {
      ...(thinkingBudget !== undefined && { thinkingBudget }),
      ...(thinks && { includeThoughts: true }),
    }
    return Object.keys(thinkingConfig).length === 0 ? {} : { google: { thinkingConfig } }
  },
}
