import type {
  CreatedWebhook,
  pageInput,
  Webhook,
  WebhookDelivery,
  webhookCreateInput,
  webhookDeliveryListInput,
  webhookReplayInput,
  webhookTestInput,
  webhookUpdateInput,
} from '@assay/schemas'
import type { z } from 'zod'
import type { AssayPromise } from '../assay-promise.ts'
import type { CallOptions, Connection } from '../connection.ts'
import { type List, listByCursor } from '../list.ts'

/**
 * What a webhook is called for, and where: `url`; `events`, `run.*` unless given; `experiment_id`, all of your runs
 * unless given; `name`.
 */
export type WebhookCreateParams = z.input<typeof webhookCreateInput>

/** What of a webhook changes: `url`, `events`, `experiment_id` (null: all of your runs), `name`, `enabled`. */
export type WebhookUpdateParams = Omit<z.input<typeof webhookUpdateInput>, 'webhook_id'>

/** Which page of your webhooks to list: `limit`, `cursor`, `include_total`. */
export type WebhookListParams = z.input<typeof pageInput>

/** Which example is sent: `type`, `run.succeeded` unless given. */
export type WebhookTestParams = Omit<z.input<typeof webhookTestInput>, 'webhook_id'>

/** Which deliveries to list: `state`, `limit`, `cursor`, `include_total`. */
export type WebhookDeliveryListParams = Omit<z.input<typeof webhookDeliveryListInput>, 'webhook_id'>

/** What is sent again: `since`, `until`, and `state`: `failed` unless given, `delivered`, `any`. */
export type WebhookReplayParams = Omit<z.input<typeof webhookReplayInput>, 'webhook_id'>

/** Webhooks: addresses that are called when runs or jobs end. */
export class Webhooks {
  readonly #connection: Connection

  /** @internal */
  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Has an address called when runs or jobs end; its `secret` is shown this once. Throws URL_REFUSED,
   * TOO_MANY_WEBHOOKS.
   *
   * @example
   * const { id, secret } = await assay.webhooks.create({ url: 'https://ci.example.org/assay', events: ['run.*'] })
   */
  create(params: WebhookCreateParams, options?: CallOptions): AssayPromise<CreatedWebhook> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.create.mutate(params, how))
  }

  /**
   * Lists your webhooks, newest first.
   *
   * @example
   * for await (const { url, state } of assay.webhooks.list()) console.log(url, state)
   */
  list(params: WebhookListParams = {}, options?: CallOptions): List<Webhook> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) => rpc.webhooks.list.query({ ...params, cursor }, how)),
    )
  }

  /**
   * Gets a webhook. Throws WEBHOOK_NOT_FOUND.
   *
   * @example
   * const { state, failing_since } = await assay.webhooks.get(id)
   */
  get(webhook_id: string, options?: CallOptions): AssayPromise<Webhook> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.get.query({ webhook_id }, how))
  }

  /**
   * Changes a webhook, disables it, or enables it again. Throws WEBHOOK_NOT_FOUND, URL_REFUSED.
   *
   * @example
   * await assay.webhooks.update(id, { events: ['run.failed'], enabled: true })
   */
  update(webhook_id: string, params: WebhookUpdateParams, options?: CallOptions): AssayPromise<Webhook> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.update.mutate({ ...params, webhook_id }, how))
  }

  /**
   * Deletes a webhook with all that was sent to it. Throws WEBHOOK_NOT_FOUND.
   *
   * @example
   * await assay.webhooks.delete(id)
   */
  delete(webhook_id: string, options?: CallOptions): AssayPromise<void> {
    return this.#connection.call(options, async (rpc, how) => {
      await rpc.webhooks.delete.mutate({ webhook_id }, how)
    })
  }

  /**
   * Sends an example to a webhook, once; how it went is told by `delivery`. Throws WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED.
   *
   * @example
   * const { id: delivery_id } = await assay.webhooks.test(id, { type: 'run.failed' })
   */
  test(webhook_id: string, params: WebhookTestParams = {}, options?: CallOptions): AssayPromise<WebhookDelivery> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.test.mutate({ ...params, webhook_id }, how))
  }

  /**
   * Gives a webhook a new secret, shown this once; the old one signs too for a day. Throws WEBHOOK_NOT_FOUND.
   *
   * @example
   * const { secret } = await assay.webhooks.rotateSecret(id)
   */
  rotateSecret(webhook_id: string, options?: CallOptions): AssayPromise<CreatedWebhook> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.rotate_secret.mutate({ webhook_id }, how))
  }

  /**
   * Lists what was sent to a webhook in the last 30 days, and is to be sent, newest first. Throws WEBHOOK_NOT_FOUND.
   *
   * @example
   * for await (const { type, error } of assay.webhooks.deliveries(id, { state: 'failed' })) console.log(type, error)
   */
  deliveries(webhook_id: string, params: WebhookDeliveryListParams = {}, options?: CallOptions): List<WebhookDelivery> {
    return listByCursor((cursor = params.cursor) =>
      this.#connection.call(options, (rpc, how) =>
        rpc.webhooks.deliveries.query({ ...params, webhook_id, cursor }, how),
      ),
    )
  }

  /**
   * Gets a delivery: how often it was sent, what was answered, and when it is tried next. Throws DELIVERY_NOT_FOUND.
   *
   * @example
   * const { state, status_code, answer } = await assay.webhooks.delivery(delivery_id)
   */
  delivery(delivery_id: string, options?: CallOptions): AssayPromise<WebhookDelivery> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.delivery.query({ delivery_id }, how))
  }

  /**
   * Sends something again, with the id that it had. Throws DELIVERY_NOT_FOUND, WEBHOOK_DISABLED.
   *
   * @example
   * await assay.webhooks.redeliver(delivery_id)
   */
  redeliver(delivery_id: string, options?: CallOptions): AssayPromise<WebhookDelivery> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.redeliver.mutate({ delivery_id }, how))
  }

  /**
   * Sends again what did not arrive since a moment; says how much that is. Throws WEBHOOK_NOT_FOUND, WEBHOOK_DISABLED.
   *
   * @example
   * const { deliveries } = await assay.webhooks.replay(id, { since: '2027-01-31T00:00:00Z' })
   */
  replay(webhook_id: string, params: WebhookReplayParams, options?: CallOptions): AssayPromise<{ deliveries: number }> {
    return this.#connection.call(options, (rpc, how) => rpc.webhooks.replay.mutate({ ...params, webhook_id }, how))
  }
}
