import { followEvents, getRunDetail, resolveReferences } from '@assay/core'
import { type Event, event } from '@assay/schemas'
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { type OpaqueContext, RequestContext } from './request-context.ts'

/** The input of a stream that can be resumed: the id of the last event, as every client of SSE sends it. */
export const resuming = {
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'must be the seq of an event')
    .optional()
    .describe('seq of the last event that arrived; sent by itself after a lost connection'),
}

interface Following {
  readonly ctx: OpaqueContext
  readonly input: { readonly run_id: string; readonly after: number; readonly lastEventId?: string | undefined }
  readonly signal: AbortSignal | undefined
  readonly path: string
}

/**
 * The events of a run, each under its seq, until the run has ended. When the server closes, the stream breaks off, so
 * that clients come back; when the credential is revoked, it ends with that error. Throws RUN_NOT_FOUND before it
 * begins.
 */
export async function follow({ ctx, input, signal, path }: Following) {
  const request = RequestContext.of(ctx)
  const { deps } = request
  const actor = await request.authenticate()
  const { run_id } = await resolveReferences(deps, actor, input)
  await getRunDetail(deps, actor, { run_id })
  const after = Math.max(input.after, Number(input.lastEventId ?? 0))
  return track(request, { path, signal }, (ending) => followEvents(deps, actor, { run_id, after, signal: ending }))
}

async function* track(
  request: RequestContext,
  { path, signal }: Pick<Following, 'path' | 'signal'>,
  eventsUntil: (ending: AbortSignal) => AsyncIterable<Event>,
) {
  using revocation = request.untilRevoked(path)
  const ending = AbortSignal.any([request.closing, revocation.signal, ...(signal ? [signal] : [])])
  try {
    for await (const one of eventsUntil(ending)) yield tracked(String(one.seq), event.parse(one))
  } catch (error) {
    ending.throwIfAborted()
    throw error
  }
  ending.throwIfAborted()
}
