import { type Actor, type AuditedCall, audited, once, onceOfMany, type SessionToken, type Visitor } from '@assay/access'
import { type CoreDeps, resolveReferences } from '@assay/core'
import { DomainError } from '@assay/schemas'
import { z } from 'zod'
import { type OpaqueContext, RequestContext } from './request-context.ts'

const longestKey = 255

type CoreFunction<Input, Result> = (deps: CoreDeps, actor: Actor, input: Input) => Result | Promise<Result>

interface Call<Input> {
  readonly ctx: OpaqueContext
  readonly input: Input
  readonly path: string
  readonly batchIndex?: number
}

/** The answer of procedures that return nothing. */
export const done = z.object({}).describe('Done.')

export function read<Input, Result>(core: CoreFunction<Input, Result>) {
  return async ({ ctx, input }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    const actor = await request.authenticate()
    const deps = request.depsFor(actor)
    return core(deps, actor, await resolveReferences(deps, actor, input))
  }
}

/** Calls core for a caller who need not be signed in. */
export function readByAnyone<Input, Result>(core: (deps: CoreDeps, input: Input) => Result | Promise<Result>) {
  return async ({ ctx, input }: Pick<Call<Input>, 'ctx' | 'input'>): Promise<Result> =>
    core(RequestContext.of(ctx).deps, input)
}

/** Calls core for the caller, with an entry in the audit log; once for an Idempotency-Key. */
export function change<Input, Result>(core: CoreFunction<Input, Result>) {
  return async ({ ctx, input, path, batchIndex }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    const actor = await request.authenticate()
    const mutate = async (deps: CoreDeps) => {
      const resolved = await resolveReferences(deps, actor, input)
      return audited(deps, request.audited(path, resolved, { actor }), async (held) => core(held, actor, resolved))
    }
    const key = keyOf(request, batchIndex)
    if (key === undefined) return mutate(request.deps)
    return answerOf<Result>(request, path, await once(request.deps, actor, { key, procedure: path, input, mutate }))
  }
}

function answerOf<Result>(request: RequestContext, path: string, answer: unknown): Result {
  if (!request.isAnswer<Result>(path, answer)) throw new TypeError(`what was kept is no answer of ${path}`)
  return answer
}

/**
 * Calls core for the program of a worker. What comes of it are events of runs; the audit log has no entry, as there are
 * several calls a second.
 */
export function work<Input, Result>(core: CoreFunction<Input, Result>) {
  return async ({ ctx, input }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    return core(request.deps, await request.authenticate(), input)
  }
}

/** The same for what waits: until the caller has left, may no longer call it, or the server closes. */
export function workWaiting<Input extends object, Result>(
  core: CoreFunction<Input & { readonly signal: AbortSignal }, Result>,
) {
  return async ({ ctx, input, path }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    const actor = await request.authenticate()
    using waiting = request.whileWaiting(path)
    return core(request.deps, actor, { ...input, signal: waiting.signal })
  }
}

interface OwnAudit {
  readonly visitor: Visitor
  readonly call: AuditedCall
}

/** Calls core, which writes its own audit log entry, for a caller who need not be signed in. */
export function tryByAnyone<Input, Result>(core: (deps: CoreDeps, input: Input, own: OwnAudit) => Promise<Result>) {
  return async ({ ctx, input, path }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    return core(request.deps, input, { visitor: request.visitor, call: request.audited(path, input) })
  }
}

/** Calls core, which writes its own audit log entry. */
export function tryChange<Input, Result>(
  core: (deps: CoreDeps, actor: Actor, input: Input, own: OwnAudit) => Promise<Result>,
) {
  return async ({ ctx, input, path }: Call<Input>): Promise<Result> => {
    const request = RequestContext.of(ctx)
    const actor = await request.authenticate()
    const resolved = await resolveReferences(request.deps, actor, input)
    const own = { visitor: request.visitor, call: request.audited(path, resolved, { actor }) }
    return core(request.deps, actor, resolved, own)
  }
}

/**
 * The same for what takes longer than a transaction may, and changes nothing when it is asked for again: once for an
 * Idempotency-Key, as whoever waits for it sees it.
 */
export function tryRepeatableChange<Input, Result>(
  core: (deps: CoreDeps, actor: Actor, input: Input, own: OwnAudit) => Promise<Result>,
) {
  const tried = tryChange(core)
  return async (call: Call<Input>): Promise<Result> => {
    const { ctx, input, path: procedure, batchIndex } = call
    const request = RequestContext.of(ctx)
    const key = keyOf(request, batchIndex)
    if (key === undefined) return tried(call)
    const keyed = { key, procedure, input, mutate: () => tried(call) }
    return answerOf<Result>(request, procedure, await onceOfMany(request.deps, await request.authenticate(), keyed))
  }
}

/** A function of core that returns nothing, as one that returns `done`. */
export function quietly<Given extends unknown[]>(core: (...given: Given) => Promise<void>) {
  return async (...given: Given): Promise<z.infer<typeof done>> => {
    await core(...given)
    return {}
  }
}

/** Calls core, which opens a session, and sets the cookie with its token. */
export function openingSession<Input, Answer extends { readonly token: SessionToken }>(
  core: (deps: CoreDeps, input: Input, own: OwnAudit) => Promise<Answer>,
) {
  const call = tryByAnyone(core)
  return async (given: Call<Input>): Promise<Omit<Answer, 'token'>> => {
    const { token, ...answer } = await call(given)
    RequestContext.of(given.ctx).session_cookie.set(token)
    return answer
  }
}

/** Calls core, which ends the session of the browser that asks, and deletes its cookie. */
export function closingSession<Input>(core: (deps: CoreDeps, actor: Actor, input: Input) => Promise<void>) {
  const call = change(quietly(core))
  return async (given: Call<Input>) => {
    const answer = await call(given)
    RequestContext.of(given.ctx).session_cookie.clear()
    return answer
  }
}

/** A key counts for one call: each call of a batch, and each further call of a request, has a key of its own. */
function keyOf({ idempotency_key, calls }: RequestContext, batchIndex = 0): string | undefined {
  if (idempotency_key === undefined) return undefined
  if (idempotency_key.length > longestKey) {
    const message = `must have at most ${longestKey} characters`
    throw new DomainError('INPUT_INVALID', { issues: [{ path: 'Idempotency-Key', message }] })
  }
  return calls === 1 && batchIndex === 0 ? idempotency_key : `${idempotency_key}/${batchIndex}`
}
