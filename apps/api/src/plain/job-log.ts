import { attachment, openLogText, resolveReferences } from '@assay/core'
import { jobRef, logRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute, savedAs, text } from './plain-route.ts'

export const jobLog = plainRoute({
  name: 'jobs.log',
  method: 'GET',
  path: '/jobs/{job_id}/log',
  summary: 'Download the log of a job',
  params: jobRef,
  query: z.object({ attempt: z.coerce.number().pipe(logRef.shape.attempt.unwrap()).optional() }),
  answers: { 200: { description: 'The text.', headers: savedAs, content: { 'text/plain': { schema: text } } } },
  errors: ['DATASET_NOT_FOUND', 'REFERENCE_AMBIGUOUS'],
})

/** There is no HEAD: how long a log will be is not known. */
export function addJobLogRoute(app: FastifyInstance, platform: Platform): void {
  const { name, method, url, params, query } = jobLog
  app.route({
    method,
    url,
    config: { procedure: name },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, name)
      const { job_id } = await resolveReferences(deps, actor, parseInput(params, request.params))
      const { filename, text } = await openLogText(deps, actor, { job_id, ...parseWhole(query, request.query) })
      reply.headers({
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': attachment(filename),
        'cache-control': 'private, no-cache',
      })
      return reply.send(text)
    },
  })
}
