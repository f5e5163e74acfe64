import {
  createWebhook,
  getOwnDelivery,
  getOwnWebhook,
  listDeliveries,
  listOwnWebhooks,
  redeliver,
  removeWebhook,
  replayWebhook,
  rotateWebhookSecret,
  testWebhook,
  updateOwnWebhook,
} from '@assay/core'
import {
  createdWebhook,
  pageInput,
  replayed,
  webhook,
  webhookCreateInput,
  webhookDelivery,
  webhookDeliveryListInput,
  webhookDeliveryPage,
  webhookDeliveryRef,
  webhookPage,
  webhookRef,
  webhookReplayInput,
  webhookTestInput,
  webhookUpdateInput,
} from '@assay/schemas'
import { change, done, quietly, read } from '../call.ts'
import { procedure, router } from '../trpc.ts'

export const webhooks = router({
  create: procedure
    .meta({
      method: 'POST',
      path: '/webhooks',
      summary: 'Have an address called when runs or jobs end; its secret is shown this once',
      errors: ['URL_REFUSED', 'TOO_MANY_WEBHOOKS'],
      creates: '/webhooks',
    })
    .input(webhookCreateInput)
    .output(createdWebhook)
    .mutation(change(createWebhook)),
  list: procedure
    .meta({ method: 'GET', path: '/webhooks', summary: 'List your webhooks' })
    .input(pageInput)
    .output(webhookPage)
    .query(read(listOwnWebhooks)),
  get: procedure
    .meta({ method: 'GET', path: '/webhooks/{webhook_id}', summary: 'Get a webhook' })
    .input(webhookRef)
    .output(webhook)
    .query(read(getOwnWebhook)),
  update: procedure
    .meta({
      method: 'PATCH',
      path: '/webhooks/{webhook_id}',
      summary: 'Change a webhook, disable it, or enable it again',
      errors: ['URL_REFUSED'],
    })
    .input(webhookUpdateInput)
    .output(webhook)
    .mutation(change(updateOwnWebhook)),
  delete: procedure
    .meta({
      method: 'DELETE',
      path: '/webhooks/{webhook_id}',
      summary: 'Delete a webhook with all that was sent to it',
    })
    .input(webhookRef)
    .output(done)
    .mutation(change(quietly(removeWebhook))),
  test: procedure
    .meta({
      method: 'POST',
      path: '/webhooks/{webhook_id}/test',
      summary: 'Send an example to a webhook, once',
      errors: ['WEBHOOK_DISABLED'],
    })
    .input(webhookTestInput)
    .output(webhookDelivery)
    .mutation(change(testWebhook)),
  rotate_secret: procedure
    .meta({
      method: 'POST',
      path: '/webhooks/{webhook_id}/rotate_secret',
      summary: 'Give a webhook a new secret, shown this once; the old one signs too for a day',
    })
    .input(webhookRef)
    .output(createdWebhook)
    .mutation(change(rotateWebhookSecret)),
  deliveries: procedure
    .meta({
      method: 'GET',
      path: '/webhooks/{webhook_id}/deliveries',
      summary: 'List what was sent to a webhook, and is to be, for 30 days',
    })
    .input(webhookDeliveryListInput)
    .output(webhookDeliveryPage)
    .query(read(listDeliveries)),
  replay: procedure
    .meta({
      method: 'POST',
      path: '/webhooks/{webhook_id}/replay',
      summary: 'Send again what did not arrive since a moment',
      errors: ['WEBHOOK_DISABLED'],
    })
    .input(webhookReplayInput)
    .output(replayed)
    .mutation(change(replayWebhook)),
  delivery: procedure
    .meta({ method: 'GET', path: '/webhook_deliveries/{delivery_id}', summary: 'Get a delivery to a webhook' })
    .input(webhookDeliveryRef)
    .output(webhookDelivery)
    .query(read(getOwnDelivery)),
  redeliver: procedure
    .meta({
      method: 'POST',
      path: '/webhook_deliveries/{delivery_id}/redeliver',
      summary: 'Send something again to a webhook, under the same webhook-id',
      errors: ['WEBHOOK_DISABLED'],
    })
    .input(webhookDeliveryRef)
    .output(webhookDelivery)
    .mutation(change(redeliver)),
})
