import { z } from 'zod'
import { id, json, time } from './field.ts'

/** A message of platform work whose handling failed for good. */
export const deadLetter = z
  .object({
    id,
    name: z.string().describe('name of the message, as dataset.ingest'),
    payload: json.describe('ids of what it was about'),
    sent_at: time,
    failed_at: time,
    attempts: z.number().int().describe('how often it was tried'),
    reason: z.string().describe('what the last attempt failed with'),
  })
  .describe('A message that will not be tried again by itself.')

/** A message of platform work whose handling failed for good. */
export type DeadLetter = z.infer<typeof deadLetter>

/** All dead letters. */
export const deadLetterList = z.object({ items: z.array(deadLetter).describe('newest first') })

/** Names a dead letter. */
export const deadLetterRef = z.object({ dead_letter_id: id })
