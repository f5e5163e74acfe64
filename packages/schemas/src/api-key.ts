import { z } from 'zod'
import { givenName, id, name, time } from './field.ts'
import { scope } from './scope.ts'

const callsPerMinute = z.number().int().min(1).max(10_000_000)

/** A key that stands for its owner on every HTTP surface. */
export const apiKey = z
  .object({
    id,
    name: givenName,
    prefix: z.string().describe('the first characters of the key, to recognise it'),
    created_at: time,
    expires_at: time.nullable().describe('null: never'),
    last_used_at: time.nullable().describe('to the minute'),
    scopes: z.array(scope).describe('what the key may do'),
    calls_per_minute: callsPerMinute.nullable().describe('calls a minute at most; null: as many as the server allows'),
    previous_expires_at: time
      .nullable()
      .describe('until when the value before the last rotation works; null: it does not'),
  })
  .describe('An API key.')

/** A key that stands for its owner on every HTTP surface. */
export type ApiKey = z.infer<typeof apiKey>

/** Makes an API key. */
export const apiKeyCreateInput = z.object({
  name,
  expires_at: time.optional().describe('absent: never'),
  scopes: z
    .array(scope)
    .min(1)
    .max(20)
    .default(['write'])
    .describe('what the key may do, at most what you may do yourself; absent: read and write everything of yours'),
  calls_per_minute: callsPerMinute.optional().describe('calls a minute at most; absent: as many as the server allows'),
})

/** Gives a key a new value. */
export const apiKeyRotateInput = z.object({
  api_key_id: id,
  grace_seconds: z
    .number()
    .int()
    .min(0)
    .max(30 * 86_400)
    .default(3600)
    .describe('how long the old value works beside the new one, in seconds; 0 to 30 days'),
})

/** An API key with its value, shown this once. */
export const createdApiKey = apiKey.extend({
  key: z.string().describe('the key itself; only its SHA-256 is stored'),
})

/** An API key with its value, shown this once. */
export type CreatedApiKey = z.infer<typeof createdApiKey>

/** Names an API key. */
export const apiKeyRef = z.object({ api_key_id: id })
