import { DomainError } from '@assay/schemas'
import { initTRPC } from '@trpc/server'
import { refuseUnknownFields } from './error.ts'
import type { ProcedureMeta } from './procedure-meta.ts'
import { type OpaqueContext, RequestContext } from './request-context.ts'
import { type ErrorShape, toErrorShape } from './rpc/error-shape.ts'

/** How many calls a tRPC batch may hold. */
const batchLimit = 10

/** How often an open stream sends a sign of life. */
export const heartbeatMs = 15_000

const t = initTRPC
  .context<OpaqueContext>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    errorFormatter: ({ error, ctx, path }): ErrorShape =>
      toErrorShape(error, { path, request_id: ctx?.request_id ?? notedIdOf(error) }),
    sse: { ping: { enabled: true, intervalMs: heartbeatMs }, client: { reconnectAfterInactivityMs: 3 * heartbeatMs } },
  })

function notedIdOf(error: Error): string {
  return 'request_id' in error ? String(error.request_id) : ''
}

/** A procedure for callers whom the table of roles allows it. */
export const procedure = t.procedure.use(async ({ ctx, path, getRawInput, next }) => {
  const request = RequestContext.of(ctx)
  if (request.calls > batchLimit) throw new DomainError('BATCH_TOO_LARGE', { limit: batchLimit })
  await request.authorize(path)
  const schema = request.inputOf(path)
  refuseUnknownFields(schema, (await getRawInput()) ?? {})
  return next()
})

export const { router } = t
