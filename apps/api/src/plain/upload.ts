import type { Readable } from 'node:stream'
import { appendToUpload, getOwnUpload } from '@assay/core'
import { type Upload, uploadRef } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute } from './plain-route.ts'
import { whileAllowed } from './while-allowed.ts'

const path = '/uploads/{upload_id}'
const length = { type: 'integer', minimum: 0 }
const progress = {
  'Upload-Offset': { description: 'how many bytes have arrived', schema: length },
  'Upload-Length': { description: 'how many there will be, where it is known', schema: length },
}

export const append = plainRoute({
  name: 'uploads.append',
  method: 'PATCH',
  path,
  summary: 'Send bytes of an upload',
  params: uploadRef,
  headers: z.object({
    'upload-offset': z
      .string('the header Upload-Offset is missing')
      .regex(/^\d{1,15}$/, 'must be a number of bytes')
      .transform(Number)
      .pipe(z.int().min(0))
      .describe('where these bytes belong'),
  }),
  answers: {
    200: {
      description: 'The upload as it stands.',
      headers: progress,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Upload' } } },
    },
  },
  errors: [
    'UPLOAD_OFFSET_WRONG',
    'UPLOAD_SENT_OTHERWISE',
    'UPLOAD_CLOSED',
    'UPLOAD_TOO_LARGE',
    'UPLOAD_ALTERED',
    'QUOTA_REACHED',
    'STORAGE_FULL',
  ],
})

export const offset = plainRoute({
  name: 'uploads.offset',
  method: 'HEAD',
  path,
  summary: 'See where to go on with an upload',
  params: uploadRef,
  answers: { 200: { description: 'Where to go on.', headers: progress } },
})

/** PATCH appends to an upload while bytes arrive, HEAD says where to go on. */
export async function addUploadRoutes(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => body)
    scope.patch(append.url, { config: { procedure: append.name } }, async (request, reply) => {
      const { deps, actor, audited } = await platform.enter(request, append.name)
      const { upload_id } = parseInput(append.params, request.params)
      const { 'upload-offset': offset } = parseInput(append.headers, request.headers)
      const call = audited(append.params, { upload_id })
      using revocation = platform.contextOf(request).untilRevoked(append.name)
      const upload = await whileAllowed(request.raw, revocation, (body) =>
        appendToUpload(deps, actor, { upload_id, offset, body, is_given: true, call }),
      ).catch((error: unknown) => {
        // unread bytes of a refused request would come before the next request
        reply.header('connection', 'close')
        throw error
      })
      return reply.headers(progressOf(upload)).send(upload)
    })
  })
  app.head(offset.url, { config: { procedure: offset.name } }, async (request, reply) => {
    const { deps, actor } = await platform.enter(request, offset.name)
    const upload = await getOwnUpload(deps, actor, parseInput(offset.params, request.params))
    return reply.headers({ ...progressOf(upload), 'cache-control': 'no-store' }).send()
  })
}

function progressOf({ received_bytes, size_bytes }: Upload): Record<string, string> {
  return {
    'upload-offset': String(received_bytes),
    ...(size_bytes !== null && { 'upload-length': String(size_bytes) }),
  }
}
