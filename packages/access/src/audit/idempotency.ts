import { createHash } from 'node:crypto'
import { findIdempotentAnswer, keepIdempotentResponse, takeIdempotencyKey } from '@assay/db'
import { transactAround } from '@assay/engine'
import { DomainError } from '@assay/schemas'
import { z } from 'zod'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'

interface KeyedRequest {
  readonly key: string
  readonly procedure: string
  readonly input: unknown
}

/**
 * Runs a mutation once for its key: key, change and answer commit together, and a request with the same key, even while
 * the first is under way, gets that answer. Throws IDEMPOTENCY_KEY_REUSED when the request is another one. Answers are
 * kept sealed: a new API key is one of them.
 */
export async function once<Deps extends AccessDeps>(
  deps: Deps,
  actor: Actor,
  request: KeyedRequest & { readonly mutate: (deps: Deps) => Promise<unknown> },
): Promise<unknown> {
  const { key, procedure, mutate } = request
  const owner_id = actor.user_id
  const request_hash = hashOf(actor, request)
  return transactAround(deps, async (held, trx) => {
    const earlier = await takeIdempotencyKey(trx, { owner_id, key, request_hash: hash(procedure) })
    if (earlier) return openAnswer(deps, { owner_id, key, request_hash }, earlier)
    const response = (await mutate(held)) ?? null
    const seal_name = idempotencySealName(owner_id, key)
    const sealed = deps.secret_box.seal(JSON.stringify({ request_hash, response }), seal_name).toString('base64')
    await keepIdempotentResponse(trx, { owner_id, key, response: sealed })
    return response
  })
}

/**
 * The same for a mutation that changes nothing when it is carried out again, and is too long for one transaction: one
 * of several requests at once answers for all of them, though each may have been carried out.
 */
export async function onceOfMany<Deps extends AccessDeps>(
  deps: Deps,
  actor: Actor,
  request: KeyedRequest & { readonly mutate: (deps: Deps) => Promise<unknown> },
): Promise<unknown> {
  const { key, mutate } = request
  const owner_id = actor.user_id
  const earlier = await findIdempotentAnswer(deps.db, { owner_id, key })
  if (earlier) return openAnswer(deps, { owner_id, key, request_hash: hashOf(actor, request) }, earlier)
  const answer = await mutate(deps)
  return once(deps, actor, { ...request, mutate: async () => answer })
}

interface Named {
  readonly owner_id: string
  readonly key: string
  readonly request_hash: string
}

function openAnswer(
  { secret_box }: Pick<AccessDeps, 'secret_box'>,
  { owner_id, key, request_hash }: Named,
  { response }: { readonly response: unknown },
): unknown {
  const sealed = Buffer.from(z.base64().parse(response), 'base64')
  const answered = kept.parse(JSON.parse(secret_box.open(sealed, idempotencySealName(owner_id, key))))
  if (answered.request_hash !== request_hash) throw new DomainError('IDEMPOTENCY_KEY_REUSED', {})
  return answered.response
}

/** An answer may be a new key: only the credential that got it may get it again. */
function hashOf({ credential, scopes, groups }: Actor, { procedure, input }: KeyedRequest): string {
  return hash([procedure, input, credential, scopes, groups])
}

/** The hash is sealed too: the input may be a secret that is short enough to be guessed. */
const kept = z.object({ request_hash: z.string(), response: z.unknown() })

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}

/** The place that the answer's seal includes. */
export function idempotencySealName(owner_id: string, key: string): string {
  return `idempotency/${owner_id}/${key}`
}
