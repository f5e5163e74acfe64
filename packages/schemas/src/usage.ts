import { z } from 'zod'

/** What somebody uses, and how much they may. */
export const usage = z
  .object({
    storage: z
      .object({
        used_bytes: z.number().int().describe('what is stored and what unfinished uploads hold or have announced'),
        limit_bytes: z.number().int().nullable().describe('null: as much as there is room for'),
      })
      .describe('bytes that are stored'),
    jobs: z
      .object({
        running: z.number().int().describe('jobs that run now'),
        limit: z.number().int().nullable().describe('jobs at once, the others wait; null: as many as there are slots'),
      })
      .describe('jobs at once'),
    calls_per_minute: z
      .object({
        limit: z.number().int().nullable().describe('of all keys and sessions together; null: as many as you like'),
        key_limit: z.number().int().nullable().describe('of the key of this request; null: any number'),
      })
      .describe('calls of the API'),
  })
  .describe('What you use, and how much you may.')

/** What somebody uses, and how much they may. */
export type Usage = z.infer<typeof usage>
