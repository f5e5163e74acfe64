import type { Readable } from 'node:stream'
import { putFileContent } from '@assay/core'
import { fileContentInput } from '@assay/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { announcedBytes } from '../body/admission.ts'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { readDigest } from './digest.ts'
import { plainRoute, text } from './plain-route.ts'
import { whileAllowed } from './while-allowed.ts'

const digest = z.string().optional().transform(readDigest)
const headers = { ETag: { description: 'tells these bytes from any others', schema: text } }
const content = { 'application/json': { schema: { $ref: '#/components/schemas/File' } } }

export const fileUpload = plainRoute({
  name: 'files.upload',
  method: 'PUT',
  path: '/files/content',
  summary: 'Make a file of the bytes of one request',
  query: fileContentInput,
  headers: z.object({
    'content-digest': digest.describe('SHA-256 of the bytes, as sha-256=:<Base64>: (RFC 9530)'),
    'repr-digest': digest.describe('the same'),
    'if-match': z.string().optional().describe('only in place of this version (its ETag); *: of any that is there'),
    'if-none-match': z.string().optional().describe('*: only where no file is'),
  }),
  answers: {
    200: { description: 'The file, with its new bytes.', headers, content },
    201: { description: 'The file, which is new.', headers, content },
  },
  errors: [
    'FILE_NOT_FOUND',
    'FILE_CHANGED',
    'PATH_TAKEN',
    'UPLOAD_TOO_LARGE',
    'UPLOAD_ALTERED',
    'QUOTA_REACHED',
    'STORAGE_FULL',
    'REFERENCE_AMBIGUOUS',
  ],
})

/** What clients say who do not know. */
const saysNothing = new Set(['application/octet-stream', 'application/x-www-form-urlencoded'])

/** What `curl -T a.tif` sends. */
export async function addFileUploadRoute(app: FastifyInstance, platform: Platform): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', async (_request: FastifyRequest, body: Readable) => body)
    scope.put(fileUpload.url, { config: { procedure: fileUpload.name } }, async (request, reply) => {
      const { deps, actor, audited } = await platform.enter(request, fileUpload.name)
      const input = readInput(request)
      const said = parseInput(fileUpload.headers, request.headers)
      const announced = announcedBytes(request)
      const call = audited(fileUpload.query, input)
      using revocation = platform.contextOf(request).untilRevoked(fileUpload.name)
      const { file, is_new } = await whileAllowed(request.raw, revocation, (body) =>
        putFileContent(deps, actor, {
          ...input,
          body,
          size_bytes: Number.isFinite(announced) ? announced : undefined,
          sha256: [said['content-digest'], said['repr-digest']].filter((sha256) => sha256 !== undefined),
          if_match: said['if-match'],
          if_none_match: said['if-none-match'],
          call,
        }),
      ).catch((error: unknown) => {
        // unread bytes of a refused request would come before the next request
        reply.header('connection', 'close')
        throw error
      })
      return reply
        .code(is_new ? 201 : 200)
        .headers({ etag: file.etag ?? '' })
        .send(file)
    })
  })
}

/** The address counts before the header, and that before the name. */
function readInput({ query, headers }: FastifyRequest): z.output<typeof fileContentInput> {
  const input = parseWhole(fileUpload.query, query)
  const type = headers['content-type']
  if (input.content_type !== undefined || type === undefined || saysNothing.has(type)) return input
  return { ...input, ...parseInput(fileContentInput.pick({ content_type: true }), { content_type: type }) }
}
