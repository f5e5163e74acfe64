import { z } from 'zod'

/** Why examples failed, and how many for each reason. */
export const failures = z
  .array(
    z.object({
      reason: z.string().describe('why there is no prediction'),
      examples: z.number().int().describe('how many examples failed so'),
    }),
  )
  .describe('most frequent first, at most 5')
