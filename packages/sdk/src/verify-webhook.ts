import type { WebhookPayload } from '@assay/schemas'
import { AssayError } from './error/assay-error.ts'

/** The headers of a request: those of fetch, or an object as of Node's `http`, Express and Fastify. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** How long after it was signed a call is still taken, and how long before. */
const toleranceSeconds = 300

/**
 * Checks that a call of a webhook comes from Assay and is not an old one sent again, and reads it. `payload` is the
 * body as it came, byte by byte, before anything has parsed it; `secret` is that of the webhook, `whsec_…`. Throws
 * WEBHOOK_UNVERIFIED. It is what Standard Webhooks say, so any of their libraries does the same.
 *
 * @example
 * app.post('/assay', async (request, response) => {
 *   const { type, data } = await verifyWebhook(request.rawBody, request.headers, process.env.ASSAY_WEBHOOK_SECRET)
 *   if (type === 'run.failed') console.error(data.run_name, data.error.message)
 *   response.sendStatus(204)
 * })
 */
export async function verifyWebhook(
  payload: string | Uint8Array,
  headers: WebhookHeaders,
  secret: string,
): Promise<WebhookPayload> {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    readHeader(headers, name),
  )
  if (!id || !timestamp || !signatures) throw unverified('a header of it is missing')
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= toleranceSeconds)) {
    throw unverified('it is not of the last five minutes, by the clock of this machine')
  }
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload)
  const key = await importKey(secret)
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`)
  for (const signature of signatures.split(' ')) {
    const bytes = signature.startsWith('v1,') ? fromBase64(signature.slice(3)) : undefined
    if (bytes && (await crypto.subtle.verify('HMAC', key, bytes, signed))) return JSON.parse(text)
  }
  throw unverified('it was signed with another secret, or changed on the way')
}

function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? []
  return typeof value === 'string' ? value : value?.[0]
}

async function importKey(secret: string) {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''))
  if (!bytes || bytes.length === 0) throw unverified('the secret is none: whsec_ and base64')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}

function unverified(reason: string): AssayError<'WEBHOOK_UNVERIFIED'> {
  return new AssayError({
    code: 'WEBHOOK_UNVERIFIED',
    message: `The call of a webhook cannot be trusted: ${reason}.`,
    data: {},
  })
}
