import { z } from 'zod'
import { id, name, time } from './field.ts'

/** A key that stands for its owner on every HTTP surface. */
export const apiKey = z
  .object({
    id,
    name,
    prefix: z.string().describe('the first characters of the key, to recognise it'),
    created_at: time,
    expires_at: time.nullable().describe('null: never'),
    last_used_at: time.nullable().describe('to the minute'),
  })
  .describe('An API key.')

/** A key that stands for its owner on every HTTP surface. */
export type ApiKey = z.infer<typeof apiKey>

/** Makes an API key. */
export const apiKeyCreateInput = z.object({
  name,
  expires_at: time.optional().describe('absent: never'),
})

/** An API key with its value, shown this once. */
export const createdApiKey = apiKey.extend({
  key: z.string().describe('the key itself; only its SHA-256 is stored'),
})

/** An API key with its value, shown this once. */
export type CreatedApiKey = z.infer<typeof createdApiKey>

/** Names an API key. */
export const apiKeyRef = z.object({ api_key_id: id })
