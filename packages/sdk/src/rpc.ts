import type { AppRouter } from '@assay/api'
import { createTRPCClient, httpLink, splitLink, type TRPCClient } from '@trpc/client'
import { subscriptionLink } from './subscription-link.ts'
import type { Transport } from './transport.ts'

/** The raw typed tRPC client: every procedure by its own name. */
export type AssayRpc = TRPCClient<AppRouter>

/** Longer input does not go into an address, of which servers and proxies take some thousand characters. */
const longestInput = 2_000

/** The tRPC client over our transport. Calls go one by one: each change has its own Idempotency-Key. */
export function createRpc(transport: Transport): AssayRpc {
  const plainLink = (methodOverride?: 'POST') =>
    httpLink({
      url: `${transport.url}/trpc`,
      ...(methodOverride && { methodOverride }),
      headers: ({ op }) => (op.type === 'mutation' ? { 'idempotency-key': keyOf(op.context) } : {}),
      fetch: (url, { method, headers, body, signal } = {}) =>
        transport.exchange(String(url), {
          ...(method !== undefined && { method }),
          ...(headers !== undefined && { headers }),
          ...(typeof body === 'string' && { body }),
          signal: signal ?? null,
        }),
    })
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: subscriptionLink(transport),
        false: splitLink({
          condition: ({ type, input }) => type === 'query' && JSON.stringify(input ?? null).length > longestInput,
          true: plainLink('POST'),
          false: plainLink(),
        }),
      }),
    ],
  })
}

function keyOf({ idempotencyKey }: Record<string, unknown>): string {
  return typeof idempotencyKey === 'string' ? idempotencyKey : newKey()
}

/** 128 random bits; `crypto.randomUUID` is absent from pages that were not loaded over https. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
