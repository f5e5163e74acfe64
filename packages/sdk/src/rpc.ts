import type { AppRouter } from '@assay/api'
import { createTRPCClient, httpLink, splitLink } from '@trpc/client'
import { subscriptionLink } from './subscription-link.ts'
import type { Transport } from './transport.ts'

/** How to call a procedure. */
export interface RpcOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal | undefined
  /** `idempotencyKey` names a change, so that it happens once however often it is asked for. */
  readonly context?: Record<string, unknown> | undefined
}

/** A procedure that changes nothing. */
export interface RpcQuery<Input, Output> {
  /** Asks. */
  query(input: Input, options?: RpcOptions): Promise<Output>
}

/** A procedure that changes something. */
export interface RpcMutation<Input, Output> {
  /** Changes. */
  mutate(input: Input, options?: RpcOptions): Promise<Output>
}

/** Who is told what happens. */
export interface RpcObserver<Output> {
  /** Something came, under the id from which to go on. */
  readonly onData: (message: { readonly id: string; readonly data: Output }) => void
  /** All has come. */
  readonly onComplete?: () => void
  /** It ends with an error. */
  readonly onError?: (error: Error) => void
}

/** A procedure that goes on. */
export interface RpcSubscription<Input, Output> {
  /** Follows. */
  subscribe(input: Input, observer: RpcObserver<Output>): { unsubscribe(): void }
}

interface Definition<Kind extends string> {
  readonly _def: { readonly type: Kind; readonly $types: { readonly input: unknown; readonly output: unknown } }
}

type In<Procedure extends Definition<string>> = Procedure['_def']['$types']['input']
type Out<Procedure extends Definition<string>> = Procedure['_def']['$types']['output']
type Item<Output> = Output extends AsyncIterable<{ readonly data: infer Data }> ? Data : never

type Rpc<Routes> = {
  readonly [Name in keyof Routes]: Routes[Name] extends Definition<'query'>
    ? RpcQuery<In<Routes[Name]>, Out<Routes[Name]>>
    : Routes[Name] extends Definition<'mutation'>
      ? RpcMutation<In<Routes[Name]>, Out<Routes[Name]>>
      : Routes[Name] extends Definition<'subscription'>
        ? RpcSubscription<In<Routes[Name]>, Item<Out<Routes[Name]>>>
        : Rpc<Routes[Name]>
}

/** The raw typed client: every procedure by its own name. */
export type AssayRpc = Rpc<AppRouter['_def']['record']>

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
