import { z } from 'zod'
import { workAttemptRef } from './work-file.ts'

const partName = z
  .string()
  .max(200)
  .regex(/^[\w-]+\/[\w-]+$/, 'must be two words with a slash between them')
  .meta({ examples: ['versions/0-1-5f2b'] })
  .describe('name of the part, as the worker gave it')

/** Names a part of what attempts of an evaluation have computed so far. */
export const workCheckpointRef = workAttemptRef.extend({ name: partName })

/** What attempts of an evaluation have computed so far. */
export const workCheckpoint = z
  .object({ names: z.array(z.string()).describe('the parts that are kept') })
  .describe('What attempts of a job have computed so far.')

/** A part of what attempts of an evaluation have computed so far. */
export const workCheckpointPart = z
  .object({ content_base64: z.string().nullable().describe('its bytes; null: it is gone') })
  .describe('A part of what attempts of a job have computed so far.')

/** Keeps a part of what an attempt of an evaluation has computed, for the next attempt. */
export const workCheckpointKeepInput = workCheckpointRef.extend({
  content_base64: z.base64().max(3_500_000).describe('its bytes, about 2.5 MB at most'),
})
