import { z } from 'zod'

/** Input of a `get` that can wait for the thing to settle. */
export const waiting = {
  wait_seconds: z
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe('how long to wait for it to settle before answering, 0 to 60'),
}
