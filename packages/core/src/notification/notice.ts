import { endedWork, webhookEvent } from '@assay/schemas'
import { z } from 'zod'

/** Something that a user is mailed. */
export const notice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ended'), type: webhookEvent, work: endedWork }),
  z.object({
    kind: z.literal('numbered_job'),
    number: z.number(),
    name: z.string(),
    is_finished: z.boolean(),
    details: z.string(),
  }),
  z.object({
    kind: z.literal('webhook_disabled'),
    webhook_id: z.uuid(),
    host: z.string(),
    because: z.enum(['gone', 'failing']),
  }),
])

/** Something that a user is mailed. */
export type Notice = z.infer<typeof notice>
