import { openWebhookSecret } from '@assay/access'
import { findWebhookSecrets, type WebhookDeliveryRow, type WebhookRow } from '@assay/db'
import { UnknownStatusError } from '@assay/outgoing'
import { DomainError } from '@assay/schemas'
import { Webhook } from 'standardwebhooks'
import type { NotificationDeps } from './deps.ts'
import { keptAnswerBytes } from './limits.ts'

type Deps = Pick<NotificationDeps, 'db' | 'secret_box' | 'caller' | 'log'>

/** How a call of a webhook ended. */
export interface Called {
  readonly is_well: boolean
  readonly status_code: number | null
  readonly duration_ms: number
  readonly answer: string | null
  readonly error: string | null
}

/** Posts what has happened, signed as Standard Webhooks say. Whatever goes wrong is part of the answer. */
export async function callWebhook(
  deps: Deps,
  { webhook, delivery }: { readonly webhook: WebhookRow; readonly delivery: WebhookDeliveryRow },
): Promise<Called> {
  const begun_ms = performance.now()
  const headers = await signed(deps, delivery)
  const duration = () => Math.round(performance.now() - begun_ms)
  const unanswered = { is_well: false, status_code: null, answer: null }
  if (!headers) return { ...unanswered, duration_ms: duration(), error: 'Its secret is lost. Give it another one.' }
  try {
    const request = { method: 'POST', body: delivery.payload, headers, redirect: 'manual' } as const
    const answer = await deps.caller.fetch(webhook.url, request)
    const { status: status_code, ok: is_well } = answer
    const text = await beginningOf(answer.body)
    return { is_well, status_code, duration_ms: duration(), answer: text, error: is_well ? null : whyNot(status_code) }
  } catch (error) {
    deps.log.info({ error, webhook_id: webhook.id, delivery_id: delivery.id }, 'a webhook could not be called')
    return { ...unanswered, duration_ms: duration(), error: whyUnanswered(error) }
  }
}

/** While a secret is being changed, both sign. Undefined: there is none, as after the loss of the server's key. */
async function signed(
  deps: Deps,
  { id, webhook_id, payload }: WebhookDeliveryRow,
): Promise<Record<string, string> | undefined> {
  const at = new Date()
  const secrets = (await findWebhookSecrets(deps.db, webhook_id)).map((row) => openWebhookSecret(deps, row))
  if (secrets.length === 0) return undefined
  return {
    'content-type': 'application/json',
    'user-agent': 'Assay',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, payload)).join(' '),
  }
}

/** As much of an answer as is kept; the rest is not waited for. */
async function beginningOf(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder()
  let [text, left] = ['', keptAnswerBytes]
  for await (const chunk of body ?? []) {
    text += decoder.decode(chunk.subarray(0, left), { stream: true })
    left -= chunk.length
    if (left <= 0) break
  }
  return text.replaceAll('\0', '\ufffd')
}

function whyNot(status: number): string {
  return status >= 300 && status < 400
    ? `It answered ${status}: redirects are not followed. Give the webhook the address that it redirects to.`
    : `It answered ${status}.`
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'It refuses connections.'],
  ['ENOTFOUND', 'Its name is unknown.'],
  ['EAI_AGAIN', 'Its name cannot be looked up right now.'],
])
const late = /^(?:UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/
const untrusted = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|EPROTO)/

function whyUnanswered(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (DomainError.is(cause) || cause instanceof UnknownStatusError) return cause.message
    const code = 'code' in cause ? String(cause.code) : ''
    if (cause.name === 'TimeoutError' || late.test(code)) return 'It did not answer within 15 seconds.'
    if (untrusted.test(code)) return `Its certificate is not trusted, or it does not speak TLS (${code}).`
    const reason = reasons.get(code)
    if (reason !== undefined) return reason
  }
  return 'The connection broke.'
}
