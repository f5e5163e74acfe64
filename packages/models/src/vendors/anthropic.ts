import { z } from 'zod'
import type { Vendor } from './vendor.ts'

const withoutUsage = z.looseObject({ content: z.array(z.unknown()), usage: z.undefined().optional() })

export const anthropic: Vendor = {
  base_url: 'https://api.anthropic.com/v1',
  takes_budget: true,
  async connect({ model }, connection) {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    return createAnthropic(connection).languageModel(model)
  },
  options: ({ reasoning_budget_tokens: budgetTokens }) =>
    budgetTokens === undefined
      ? {}
      : { anthropic: { thinking: budgetTokens === 0 ? { type: 'disabled' } : { type: 'enabled', budgetTokens } } },
  // gateways leave it out; 0 is read as not known
  mend: (body) =>
    withoutUsage.safeParse(body).success
      ? { ...withoutUsage.parse(body), usage: { input_tokens: 0, output_tokens: 0 } }
      : body,
}
