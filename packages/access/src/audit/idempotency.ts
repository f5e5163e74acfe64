import { createHash } from 'node:crypto'
import { keepIdempotentResponse, takeIdempotencyKey } from '@assay/db'
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
  const { key, procedure, input, mutate } = request
  // an answer may be a new key: only the credential that got it may get it again
  const { credential, scopes, groups } = actor
  const request_hash = hash([procedure, input, credential, scopes, groups])
  const owner_id = actor.user_id
  const seal_name = idempotencySealName(owner_id, key)
  return transactAround(deps, async (held, trx) => {
    const earlier = await takeIdempotencyKey(trx, { owner_id, key, request_hash: hash(procedure) })
    if (earlier) {
      const sealed = Buffer.from(z.base64().parse(earlier.response), 'base64')
      const answered = kept.parse(JSON.parse(deps.secret_box.open(sealed, seal_name)))
      if (answered.request_hash !== request_hash) throw new DomainError('IDEMPOTENCY_KEY_REUSED', {})
      return answered.response
    }
    const response = (await mutate(held)) ?? null
    const sealed = deps.secret_box.seal(JSON.stringify({ request_hash, response }), seal_name).toString('base64')
    await keepIdempotentResponse(trx, { owner_id, key, response: sealed })
    return response
  })
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
