import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admitBodies } from '../body/admission.ts'
import { whenGone } from '../client-gone.ts'
import { foldError } from '../error.ts'
import { reportError } from '../error-reply.ts'
import { describePlainRoutes } from '../plain/operations.ts'
import type { Platform } from '../platform.ts'
import { callProcedure } from '../procedure-call.ts'
import type { ListedProcedure } from '../procedure-list.ts'
import { answeredIdOf } from '../request-id.ts'
import { toEventStream } from './event-stream.ts'
import { openApiDocument } from './openapi.ts'
import { restPrefix } from './prefix.ts'
import { inputReader } from './request-input.ts'

/** A route for each procedure of the router, and the document that describes them. */
export function addRestRoutes(app: FastifyInstance, platform: Platform): void {
  const procedures = [...platform.procedures.values()]
  for (const procedure of procedures) {
    const { method, path } = procedure.meta
    app.route({
      method,
      url: restPrefix + path.replaceAll(/\{(\w+)\}/g, ':$1'),
      config: { procedure: procedure.name },
      onRequest: admitBodies(platform, () => [procedure.name]),
      handler: procedure.output ? answering(platform, procedure, procedures) : streaming(platform, procedure),
    })
  }
  const metrics = platform.core.metrics.list().map(({ name }) => name)
  const document = JSON.stringify(openApiDocument(describePlainRoutes(), metrics))
  app.get(`${restPrefix}/openapi.json`, { config: { procedure: 'docs.openapi' } }, async (_request, reply) =>
    reply.type('application/json').send(document),
  )
}

function answering(platform: Platform, procedure: ListedProcedure, all: readonly ListedProcedure[]) {
  const { meta, input } = procedure
  const read = inputReader(input, meta.method)
  const status = meta.creates === undefined ? 200 : 201
  const locate = locationOf(meta.creates, all)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const answer = await callProcedure(platform.contextOf(request), procedure, { readInput: () => read(request) })
    const location = locate?.(answer)
    if (location !== undefined) reply.header('location', location)
    return reply.code(status).send(answer)
  }
}

/** The address of what was made: below the path that the procedure names, if it can be read there. */
function locationOf(creates: string | undefined, all: readonly ListedProcedure[]) {
  const isThere = all.some(({ meta }) => meta.method === 'GET' && /^(.+)\/\{\w+\}$/.exec(meta.path)?.[1] === creates)
  if (creates === undefined || !isThere) return undefined
  return (answer: unknown) =>
    typeof answer === 'object' && answer !== null && 'id' in answer ? `${restPrefix}${creates}/${answer.id}` : undefined
}

function streaming(platform: Platform, procedure: ListedProcedure) {
  const read = inputReader(procedure.input, procedure.meta.method)
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const signal = AbortSignal.any([whenGone(reply), platform.closing])
    const lastEventId = request.headers['last-event-id']
    const events = await callProcedure<AsyncIterable<unknown>>(platform.contextOf(request), procedure, {
      readInput: () => Object.assign({}, read(request), lastEventId === undefined ? {} : { lastEventId }),
      signal,
    })
    const onError = (error: unknown) => reportError(foldError(error), request)
    return reply
      .headers({ 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'x-accel-buffering': 'no' })
      .send(Readable.from(toEventStream({ events, request_id: answeredIdOf(request), onError, signal })))
  }
}
