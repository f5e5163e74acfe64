import type { Readable } from 'node:stream'
import { appendToUpload, getOwnUpload } from '@assay/core'
import { type Upload, uploadRef } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseInput } from '../error.ts'
import { actorOf, type Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'

const chunkHeaders = z.object({
  'upload-offset': z
    .string('the header Upload-Offset is missing')
    .regex(/^\d{1,15}$/, 'must be a number of bytes')
    .transform(Number),
})

/** Bytes in: PATCH appends to an upload as they arrive, HEAD says where to go on. */
export async function addUploadRoutes(app: FastifyInstance, platform: Platform): Promise<void> {
  const url = `${restPrefix}/uploads/:upload_id`
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => body)
    scope.patch(url, { config: { procedure: 'uploads.append' } }, async (request, reply) => {
      const actor = await actorOf(platform, request)
      const { upload_id } = parseInput(uploadRef, request.params)
      const { 'upload-offset': offset } = parseInput(chunkHeaders, request.headers)
      const chunk = { upload_id, offset, body: request.raw }
      const upload = await appendToUpload(platform.core, actor, chunk).catch((error: unknown) => {
        // what a refusal has left unread would stand before the next request
        reply.header('connection', 'close')
        throw error
      })
      return reply.headers(progressOf(upload)).send(upload)
    })
  })
  app.head(url, { config: { procedure: 'uploads.offset' } }, async (request, reply) => {
    const actor = await actorOf(platform, request)
    const upload = await getOwnUpload(platform.core, actor, parseInput(uploadRef, request.params))
    return reply.headers({ ...progressOf(upload), 'cache-control': 'no-store' }).send()
  })
}

function progressOf({ received_bytes, size_bytes }: Upload): Record<string, string> {
  return {
    'upload-offset': String(received_bytes),
    ...(size_bytes !== null && { 'upload-length': String(size_bytes) }),
  }
}
