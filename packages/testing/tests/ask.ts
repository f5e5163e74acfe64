import { z } from 'zod'
import type { Platform } from '../src/index.ts'

/** What was answered. */
export interface Answer {
  readonly status: number
  readonly body: Record<string, unknown>
}

interface Asking {
  readonly body?: object
  /** An API key, or e-mail and password. */
  readonly as?: string | Password
  readonly idempotency_key?: string
}

interface Password {
  readonly email: string
  readonly password: string
}

/** Asks a route of REST, such as `POST /account`. */
export async function ask(
  platform: Platform,
  route: string,
  { body, as, idempotency_key }: Asking = {},
): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ')
  const authorization = typeof as === 'string' ? `Bearer ${as}` : as && basic(as)
  const response = await fetch(`${platform.url}/api/v1${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(authorization && { authorization }),
      ...(idempotency_key && { 'idempotency-key': idempotency_key }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: z.record(z.string(), z.unknown()).parse(await response.json()) }
}

/** Whether a key, or e-mail and password, let somebody in, or the code of why not. */
export async function knock(platform: Platform, as: string | Password): Promise<unknown> {
  const { status, body } = await ask(platform, 'GET /me', { as })
  return status === 200 ? 'in' : body['code']
}

function basic({ email, password }: Password): string {
  return `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`
}
