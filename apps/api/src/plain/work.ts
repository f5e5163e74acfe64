import type { Readable } from 'node:stream'
import { openWorkInput, putWorkOutput } from '@assay/core'
import { workInputRef, workOutputRef } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { announcedBytes } from '../body/admission.ts'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { readDigest } from './digest.ts'
import { answers, headers, sendDownload } from './download.ts'
import { plainRoute } from './plain-route.ts'
import { whileAllowed } from './while-allowed.ts'

const attempt = '/work/sessions/{session_id}/jobs/{job_id}/attempts/{attempt}'
/** Addresses hold text only. */
const attemptNumber = { attempt: z.coerce.number().pipe(workInputRef.shape.attempt) }
const digest = z.string().optional().transform(readDigest)

export const workInput = plainRoute({
  name: 'work.input',
  method: 'GET',
  path: `${attempt}/inputs/{blob_id}`,
  summary: 'Read a file that a job is given',
  params: workInputRef.extend(attemptNumber),
  headers,
  answers: {
    ...answers,
    302: { description: 'The store has the bytes at this address, for some time.' },
  },
  errors: ['WORK_SESSION_NOT_FOUND', 'ATTEMPT_SUPERSEDED', 'INPUT_NOT_FOUND', 'RANGE_INVALID', 'OBJECT_DAMAGED'],
})

export const workOutput = plainRoute({
  name: 'work.output',
  method: 'PUT',
  path: `${attempt}/outputs/{name}`,
  summary: 'Store a file that a job leaves',
  params: workOutputRef.extend(attemptNumber),
  query: z.object({
    path: z.string().max(1000).default('').describe('where it stands below the output; absent: it is the output'),
  }),
  headers: z.object({
    'content-digest': digest.describe('SHA-256 of the bytes, as sha-256=:<Base64>: (RFC 9530)'),
    'repr-digest': digest.describe('the same'),
  }),
  answers: {
    200: {
      description: 'The file. It is an output once the attempt has succeeded.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/WorkOutput' } } },
    },
  },
  errors: [
    'WORK_SESSION_NOT_FOUND',
    'ATTEMPT_SUPERSEDED',
    'UPLOAD_ALTERED',
    'UPLOAD_TOO_LARGE',
    'QUOTA_REACHED',
    'STORAGE_FULL',
  ],
})

/** The bytes of the jobs that a program of a worker holds. */
export async function addWorkRoutes(app: FastifyInstance, platform: Platform): Promise<void> {
  app.route({
    method: ['GET', 'HEAD'],
    url: workInput.url,
    config: { procedure: workInput.name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, workInput.name)
      const input = await openWorkInput(deps, actor, parseInput(workInput.params, request.params))
      // what the store signs is good for GET alone
      const elsewhere = request.method === 'GET' ? await input.elsewhere() : undefined
      if (elsewhere === undefined) return sendDownload(input, { request, reply })
      return reply.header('cache-control', 'no-store').redirect(elsewhere, 302)
    },
  })
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => body)
    scope.put(workOutput.url, { config: { procedure: workOutput.name } }, async (request, reply) => {
      const { deps, actor } = await platform.enter(request, workOutput.name)
      const said = parseInput(workOutput.headers, request.headers)
      const announced = announcedBytes(request)
      using revocation = platform.contextOf(request).untilRevoked(workOutput.name)
      return whileAllowed(request.raw, revocation, (body) =>
        putWorkOutput(deps, actor, {
          ...parseInput(workOutput.params, request.params),
          ...parseWhole(workOutput.query, request.query),
          body,
          size_bytes: Number.isFinite(announced) ? announced : undefined,
          sha256: said['content-digest'] ?? said['repr-digest'],
        }),
      ).catch((error: unknown) => {
        // unread bytes of a refused request would come before the next request
        reply.header('connection', 'close')
        throw error
      })
    })
  })
}
