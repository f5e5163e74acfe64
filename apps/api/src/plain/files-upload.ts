import type { Readable } from 'node:stream'
import { putManyFiles } from '@assay/core'
import { filesManyInput } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute } from './plain-route.ts'
import { whileAllowed } from './while-allowed.ts'

export const filesUpload = plainRoute({
  name: 'files.upload_many',
  method: 'POST',
  path: '/files/many',
  summary: 'Make many small files of a tar',
  query: filesManyInput,
  answers: {
    200: {
      description: 'What became of each.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/FilesMade' } } },
    },
  },
  errors: ['FILE_NOT_FOUND', 'BODY_TOO_LARGE', 'STORAGE_FULL', 'REFERENCE_AMBIGUOUS'],
})

/** What `tar c . | curl -T -` sends. */
export async function addFilesUploadRoute(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => body)
    scope.post(filesUpload.url, { config: { procedure: filesUpload.name } }, async (request, reply) => {
      const { deps, actor, audited } = await platform.enter(request, filesUpload.name)
      const input = parseWhole(filesUpload.query, request.query)
      const call = audited(filesUpload.query, input)
      using revocation = platform.contextOf(request).untilRevoked(filesUpload.name)
      return await whileAllowed(request.raw, revocation, (body) =>
        putManyFiles(deps, actor, { ...input, body, call }),
      ).catch((error: unknown) => {
        // unread bytes of a refused request would come before the next request
        reply.header('connection', 'close')
        throw error
      })
    })
  })
}
