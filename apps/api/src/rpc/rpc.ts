import { DomainError } from '@assay/schemas'
import { type FastifyHandlerOptions, fastifyRequestHandler } from '@trpc/server/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { admitBodies } from '../body/admission.ts'
import { foldError } from '../error.ts'
import { errorHeaders, reportError } from '../error-reply.ts'
import { type Platform, toContext } from '../platform.ts'
import type { ListedProcedure } from '../procedure-list.ts'
import { answeredIdOf } from '../request-id.ts'
import { type AppRouter, appRouter } from '../router.ts'
import { answerCalls, readInputs } from './calls.ts'
import { toErrorShape } from './error-shape.ts'

const params = z.object({ path: z.string() })

/**
 * tRPC at /trpc. Plain calls are answered here, with a third of the work of tRPC's own handler, which makes a Request
 * and a Response of the Fetch API for each; streams are left to that.
 */
export async function addRpcRoutes(app: FastifyInstance, platform: Platform): Promise<void> {
  const { procedures } = platform
  const options: FastifyHandlerOptions<AppRouter, FastifyRequest, FastifyReply> = {
    router: appRouter,
    createContext: ({ req, info }) => toContext(platform, req, { calls: info.calls.length }),
    onError: ({ error, req }) => {
      // read by the formatter of errors, which has no context where none could be made
      Object.assign(error, { request_id: answeredIdOf(req) })
      reportError(foldError(error), req)
    },
  }
  await app.register(async (scope) => {
    scope.setErrorHandler(replyInEnvelope)
    scope.route({
      method: ['GET', 'POST'],
      url: '/trpc/:path',
      config: { procedure: 'router' },
      onRequest: admitBodies(platform, (request) => namesOf(request).filter((name) => procedures.has(name))),
      handler: async (request, reply) => {
        const { path } = params.parse(request.params)
        const isStream = procedures.get(path)?.type === 'subscription' || request.headers['trpc-accept'] !== undefined
        if (!isStream) return answerCalls({ platform, procedures, path }, request, reply)
        const called = namesOf(request).flatMap((name) => procedures.get(name) ?? [])
        readInputs(request)
        if (request.method !== 'GET') refuseStreams(called)
        refuseCookies(called)
        // now, as the token of a session may have to be replaced, which is too late once the answer streams
        await toContext(platform, request)
          .authenticate()
          .catch(() => {})
        await fastifyRequestHandler({ ...options, req: request, res: reply, path })
        return reply
      },
    })
  })
}

function namesOf(request: FastifyRequest): string[] {
  return params.parse(request.params).path.split(',')
}

/** Streams cannot be refused later, as their status is 200. */
function refuseStreams(called: readonly ListedProcedure[]): void {
  if (called.some(({ type }) => type === 'subscription')) throw new DomainError('ROUTE_NOT_FOUND', {})
}

function refuseCookies(called: readonly ListedProcedure[]): void {
  const setting = called.find(({ meta }) => meta.sets_cookie)
  if (!setting) return
  const message = `${setting.name} sets a cookie: call it with httpLink or httpBatchLink, which do not stream`
  throw new DomainError('INPUT_INVALID', { issues: [{ path: 'trpc-accept', message }] })
}

/** Errors before any call is made, as a tRPC client expects them. */
async function replyInEnvelope(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const folded = foldError(error)
  reportError(folded, request)
  const shape = toErrorShape(folded, { path: undefined, request_id: answeredIdOf(request) })
  await reply.code(folded.status).headers(errorHeaders(folded, request)).send({ error: shape })
}
