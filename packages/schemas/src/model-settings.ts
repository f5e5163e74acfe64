import { z } from 'zod'
import { secretName } from './secret.ts'

/** What is asked, of whichever model. */
export const promptSettings = {
  system_prompt: z.string().max(100_000).optional().describe('absent: one that fits the task'),
  prompt: z
    .string()
    .max(100_000)
    .optional()
    .describe('template with {input} and {<column>} of the dataset; absent: the input alone'),
}

/** How a model writes, and what becomes of what it wrote. */
export const samplingSettings = {
  temperature: z.number().min(0).max(2).nullable().default(0).describe('0: the most probable answer; null: not sent'),
  top_p: z.number().gt(0).max(1).optional().describe('nucleus sampling; absent: that of the endpoint'),
  max_output_tokens: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullable()
    .default(1024)
    .describe('an answer is cut off here, reasoning included; null: not sent'),
  parameters: z
    .record(z.string().min(1).max(200), z.json())
    .optional()
    .describe('further fields of each request, such as stop or reasoning_effort'),
  reasoning: z
    .enum(['apart', 'keep'])
    .optional()
    .describe('apart (if absent): <think>…</think> is no part of the answer; keep: the answer is scored as it came'),
  cut_off: z
    .enum(['score', 'fail'])
    .optional()
    .describe('what becomes of an answer that was cut off; score (if absent): it is scored, and counted as cut off'),
}

/** What most companies that serve models let one set beside it; what one of them does not know, it is not sent. */
export const vendorSettings = {
  stop: z.array(z.string().min(1).max(1000)).min(1).max(16).optional().describe('texts at which an answer ends'),
  top_k: z.number().int().min(1).optional().describe('choice among so many tokens; absent: that of the provider'),
  frequency_penalty: z.number().min(-2).max(2).optional().describe('against tokens by how often they were written'),
  presence_penalty: z.number().min(-2).max(2).optional().describe('against tokens that were written before'),
  reasoning_effort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])
    .optional()
    .describe('how much a model thinks before it answers; absent: as the provider has it'),
  reasoning_budget_tokens: z
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('how many tokens it may think, of models that take a number (anthropic, google)'),
}

/** What tokens cost. */
export const modelPrice = z.object({
  input_per_million: z.number().min(0).max(1e9).describe('for a million input tokens'),
  output_per_million: z.number().min(0).max(1e9).describe('for a million output tokens'),
})

/** The key of an endpoint, what its calls cost, and how long they may take. */
export const callSettings = {
  secret: secretName.optional().describe('name of the secret that holds the API key; absent: none is sent'),
  price: modelPrice.optional().describe('to account cost; the currency is yours'),
  revision: z.string().max(200).optional().describe('tells otherwise equal models apart in the cache'),
  timeout_seconds: z.number().positive().max(3600).default(120).describe('for one call'),
  outage_seconds: z
    .number()
    .min(0)
    .max(86_400)
    .optional()
    .describe('how long to wait for an endpoint that fails every call; absent: 300'),
}

/** The address of an API. */
export const baseUrl = z.url({ protocol: /^https?$/ }).max(2000)
