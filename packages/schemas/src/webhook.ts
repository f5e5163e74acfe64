import { z } from 'zod'
import { id, isWebAddress, name, reference, time } from './field.ts'
import { jobState } from './job.ts'
import { pageInput, pageOf } from './page.ts'
import { sensitive } from './sensitive.ts'

/** What a webhook can be called for. */
export const webhookEvent = z
  .enum(['run.succeeded', 'run.failed', 'run.stopped', 'job.succeeded', 'job.failed', 'job.stopped'])
  .describe('what has ended, and how')

/** What a webhook can be called for. */
export type WebhookEvent = z.infer<typeof webhookEvent>

const webhookEventPattern = z.enum([...webhookEvent.options, 'run.*', 'job.*', '*'])

/** Which ends a webhook is called for: names, or patterns that stand for several. */
export const webhookEvents = z
  .array(webhookEventPattern)
  .min(1)
  .max(webhookEventPattern.options.length)
  .describe('run.succeeded, run.failed, run.stopped, the same of job, or patterns: run.*, job.*, *')

/** Which ends a webhook is called for: names, or patterns that stand for several. */
export type WebhookEvents = z.infer<typeof webhookEvents>

/** Why a job failed, or a run by the first of its jobs that did. */
const endedBy = z.object({ code: z.string(), message: z.string() })

/** What has ended, as webhooks and mails tell it. */
export const endedWork = z
  .object({
    run_id: id,
    run_name: z.string(),
    job_id: id.nullable().describe('null: the end is that of the run'),
    job_name: z.string().nullable(),
    experiment_id: id.nullable(),
    state: jobState,
    error: endedBy.nullable().describe('null: nothing failed'),
    started_at: time.nullable(),
    finished_at: time.nullable(),
    link: z.string().describe('the address of the run'),
  })
  .describe('What has ended.')

/** What has ended, as webhooks and mails tell it. */
export type EndedWork = z.infer<typeof endedWork>

/** What is posted to a webhook. */
export const webhookPayload = z
  .object({
    type: webhookEvent,
    timestamp: time.describe('when it ended'),
    is_example: z.boolean().describe('true: nothing has ended; the webhook was tested'),
    data: endedWork,
  })
  .describe('What is posted to a webhook.')

/** What is posted to a webhook. */
export type WebhookPayload = z.infer<typeof webhookPayload>

/** An address that is called when runs or jobs end. */
export const webhook = z
  .object({
    id,
    name: z.string().describe('what it is called; empty where it has no name'),
    url: z.string().describe('the address that is called'),
    events: webhookEvents,
    experiment_id: id.nullable().describe('only runs of this experiment; null: all of yours'),
    state: z
      .enum(['enabled', 'failing', 'disabled'])
      .describe('failing: it has not answered well since failing_since, and is still called; disabled: it is not'),
    disabled_because: z
      .enum(['owner', 'gone', 'failing'])
      .nullable()
      .describe('owner: you disabled it; gone: it answered 410; failing: for days nothing arrived; null: it is not'),
    failing_since: time.nullable().describe('when it first failed to answer well since it last did'),
    previous_secret_until: time
      .nullable()
      .describe('until when the secret before the last rotation signs too; null: it does not'),
    created_at: time,
    updated_at: time,
  })
  .describe('A webhook.')

/** An address that is called when runs or jobs end. */
export type Webhook = z.infer<typeof webhook>

/** A page of webhooks. */
export const webhookPage = pageOf(webhook)

/** A webhook with its secret, shown this once. */
export const createdWebhook = webhook.extend({
  secret: z.string().describe('signs what is sent to it, as Standard Webhooks say: whsec_ and base64'),
})

/** A webhook with its secret, shown this once. */
export type CreatedWebhook = z.infer<typeof createdWebhook>

const callable = sensitive(
  z
    .string()
    .max(2000)
    .refine(isWebAddress, 'must be a whole address that begins with http:// or https://, without a password')
    .describe('an http or https address; private ones must be allowed by the operator'),
)

/** Makes a webhook. */
export const webhookCreateInput = z.object({
  url: callable,
  name: name.optional().describe('what to call it'),
  events: webhookEvents.default(['run.*']),
  experiment_id: reference.optional().describe('only runs of this experiment; absent: all of yours'),
})

/** Changes a webhook; what is absent stays. */
export const webhookUpdateInput = z.object({
  webhook_id: id,
  url: callable.optional(),
  name: name.optional().describe('what to call it'),
  events: webhookEvents.optional(),
  experiment_id: reference.nullable().optional().describe('only runs of this experiment; null: all of yours'),
  enabled: z.boolean().optional().describe('whether it is called; true takes one up again that was disabled'),
})

/** Names a webhook. */
export const webhookRef = z.object({ webhook_id: id })

/** Sends an example to a webhook. */
export const webhookTestInput = z.object({
  webhook_id: id,
  type: webhookEvent.default('run.succeeded'),
})

const deliveryState = z
  .enum(['pending', 'delivered', 'failed'])
  .describe('pending: it is yet to be sent, or to be tried again; failed: it is not tried any more')

/** Something that was sent, or is to be sent, to a webhook. */
export const webhookDelivery = z
  .object({
    id: id.describe('the header webhook-id, the same in all attempts'),
    webhook_id: id,
    type: webhookEvent,
    run_id: id.nullable().describe('null: an example'),
    job_id: id.nullable(),
    state: deliveryState,
    attempts: z.number().int().describe('how often it was sent'),
    status_code: z.number().int().nullable().describe('what the last attempt was answered; null: nothing'),
    duration_ms: z.number().int().nullable().describe('how long the last attempt took'),
    answer: z.string().nullable().describe('the first 4 kB of the last answer'),
    error: z.string().nullable().describe('why the last attempt failed; null: it did not'),
    attempted_at: time.nullable().describe('when the last attempt ended'),
    next_attempt_at: time.nullable().describe('when it is tried next; null: not again'),
    payload: webhookPayload,
    created_at: time,
  })
  .describe('A delivery to a webhook.')

/** Something that was sent, or is to be sent, to a webhook. */
export type WebhookDelivery = z.infer<typeof webhookDelivery>

/** Lists what was sent to a webhook. */
export const webhookDeliveryListInput = pageInput.extend({
  webhook_id: id,
  state: deliveryState.optional().describe('only those in this state'),
})

/** A page of deliveries. */
export const webhookDeliveryPage = pageOf(webhookDelivery)

/** Names a delivery. */
export const webhookDeliveryRef = z.object({ delivery_id: id })

/** Sends again what was sent to a webhook. */
export const webhookReplayInput = z.object({
  webhook_id: id,
  since: time.describe('what was to be sent from this moment on; deliveries are kept for 30 days'),
  until: time.optional().describe('what was to be sent before this moment; absent: all since then'),
  state: z
    .enum(['failed', 'delivered', 'any'])
    .default('failed')
    .describe('failed: only what did not arrive; any: whatever is not about to be sent anyway'),
})

/** How much is sent again. */
export const replayed = z
  .object({ deliveries: z.number().int().describe('how many are sent again, with the ids that they had') })
  .describe('How much is sent again.')
