import { z } from 'zod'
import { type Said, tokenCount, type VendorContract } from './contract.ts'

const model = 'gemini-2.5-flash'
const parts = z.array(z.strictObject({ text: z.string() })).min(1)

export const googleContract: VendorContract = {
  provider: 'google',
  model,
  path: `/models/${model}:generateContent`,
  headers: z.looseObject({
    'x-goog-api-key': z.literal('test-key'),
    'content-type': z.string().regex(/^application\/json/),
  }),
  request: z.strictObject({
    contents: z.array(z.strictObject({ role: z.enum(['user', 'model']), parts })).min(1),
    systemInstruction: z.strictObject({ parts }).optional(),
    generationConfig: z.strictObject({
      temperature: z.number().min(0).max(2).optional(),
      topP: z.number().optional(),
      topK: z.number().int().optional(),
      maxOutputTokens: tokenCount.optional(),
      stopSequences: z.array(z.string()).max(5).optional(),
      seed: z.number().int().optional(),
      frequencyPenalty: z.number().optional(),
      presencePenalty: z.number().optional(),
      thinkingConfig: z
        .strictObject({ thinkingBudget: z.number().int().optional(), includeThoughts: z.boolean().optional() })
        .optional(),
    }),
  }),
  answer,
  streaming: { path: `/models/${model}:streamGenerateContent?alt=sse`, request: {}, events },
  failure: (status, message) => ({ error: { code: status, message, status: 'INTERNAL' } }),
  settings: {
    spec: {
      ...{ temperature: 0.5, top_p: 0.9, top_k: 5, stop: ['END'] },
      reasoning_budget_tokens: 50,
    },
    sent: {
      generationConfig: {
        ...{ temperature: 0.5, topP: 0.9, topK: 5, stopSequences: ['END'], seed: 7, maxOutputTokens: 100 },
        thinkingConfig: { thinkingBudget: 50, includeThoughts: true },
      },
    },
  },
  untaken: { spec: { frequency_penalty: 0.1 }, adaptations: ['unsupported:frequency_penalty'] },
}

function events(pieces: readonly string[]): unknown[] {
  const chunk = (text: string, more: object) => ({
    candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...more }],
    modelVersion: `${model}-2026`,
  })
  const usageMetadata = { promptTokenCount: 12, candidatesTokenCount: 7, totalTokenCount: 19 }
  return [...pieces.map((text) => chunk(text, {})), { ...chunk('', { finishReason: 'STOP' }), usageMetadata }]
}

function answer({ text, reasoning, ends = 'stop', tokens }: Said): unknown {
  const reasons = { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' }
  const { input, output, thought } = tokens ?? { input: 12, output: 7 }
  const said = [
    ...(reasoning === undefined ? [] : [{ text: reasoning, thought: true }]),
    ...(text === '' ? [] : [{ text }]),
  ]
  return {
    candidates: [{ content: { role: 'model', parts: said }, finishReason: reasons[ends], index: 0 }],
    modelVersion: `${model}-2026`,
    responseId: 'r-1',
    ...(tokens !== null && {
      usageMetadata: {
        promptTokenCount: input,
        candidatesTokenCount: output - (thought ?? 0),
        totalTokenCount: input + output,
        ...(thought !== undefined && { thoughtsTokenCount: thought }),
      },
    }),
  }
}
