import { checkLog, followEvents, followLog, getRunDetail, resolveReferences, streamModel } from '@assay/core'
import { type completionInput, completionPart, DomainError, event, logLines, type logsInput } from '@assay/schemas'
import { type TrackedEnvelope, tracked } from '@trpc/server'
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

/** The input of the stream of a log, which goes on behind a line of an attempt. */
export const resumingLog = {
  lastEventId: z
    .string()
    .regex(/^\d{1,7}\.\d{1,15}$/, 'must be number of the attempt and of the line')
    .optional()
    .describe('attempt and number of the last line that arrived; sent by itself after a lost connection'),
}

interface Following<Input> {
  readonly ctx: OpaqueContext
  readonly input: Input & { readonly lastEventId?: string | undefined }
  readonly signal: AbortSignal | undefined
  readonly path: string
}

/**
 * The events of a run, each under its seq, until the run has ended. When the server closes, the stream breaks off, so
 * that clients come back; when the credential is revoked, it ends with that error. Throws RUN_NOT_FOUND before it
 * begins.
 */
export async function follow({
  ctx,
  input,
  signal,
  path,
}: Following<{ readonly run_id: string; readonly after: number }>) {
  const request = RequestContext.of(ctx)
  const { deps } = request
  const actor = await request.authenticate()
  const { run_id } = await resolveReferences(deps, actor, input)
  await getRunDetail(deps, actor, { run_id })
  const after = Math.max(input.after, Number(input.lastEventId ?? 0))
  return track(request, { path, signal }, async function* (ending) {
    for await (const one of followEvents(deps, actor, { run_id, after, signal: ending })) {
      yield tracked(String(one.seq), event.parse(one))
    }
  })
}

/** The same of a log, its lines as they come, each time under the last of them. Throws JOB_NOT_FOUND. */
export async function followLines({ ctx, input, signal, path }: Following<z.output<typeof logsInput>>) {
  const request = RequestContext.of(ctx)
  const { deps } = request
  const actor = await request.authenticate()
  const { lastEventId, ...resolved } = await resolveReferences(deps, actor, input)
  await checkLog(deps, actor, resolved)
  const [attempt, line] = lastEventId?.split('.').map(Number) ?? []
  const seen = attempt !== undefined && line !== undefined ? { attempt, line } : undefined
  return track(request, { path, signal }, async function* (ending) {
    for await (const one of followLog(deps, actor, { ...resolved, seen, signal: ending })) {
      yield tracked(`${one.attempt}.${one.lines.at(-1)?.number ?? 0}`, logLines.parse(one))
    }
  })
}

/**
 * The answer of a model, piece by piece. One that breaks off is not taken up again, as it would be asked for, and paid,
 * twice. Throws what `streamModel` does before it begins.
 */
export async function followAnswer({ ctx, input, signal, path }: Following<z.output<typeof completionInput>>) {
  const request = RequestContext.of(ctx)
  const actor = await request.authenticate()
  const { lastEventId, ...asked } = input
  if (lastEventId !== undefined) throw new DomainError('COMPLETION_BROKEN', {})
  const answer = await streamModel(request.deps, actor, asked)
  return track(request, { path, signal }, async function* (ending) {
    let number = 0
    for await (const one of answer(ending)) yield tracked(String(++number), completionPart.parse(one))
  })
}

async function* track<Data>(
  request: RequestContext,
  { path, signal }: Pick<Following<unknown>, 'path' | 'signal'>,
  eventsUntil: (ending: AbortSignal) => AsyncIterable<TrackedEnvelope<Data>>,
) {
  using revocation = request.untilRevoked(path)
  const ending = AbortSignal.any([request.closing, revocation.signal, ...(signal ? [signal] : [])])
  try {
    yield* eventsUntil(ending)
  } catch (error) {
    ending.throwIfAborted()
    throw error
  }
  ending.throwIfAborted()
}
