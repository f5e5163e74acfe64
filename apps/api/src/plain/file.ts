import { downloadFile, openFileUrl, zipFiles } from '@assay/core'
import { fileRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { attachment } from './content-disposition.ts'
import { answers, headers, sendDownload } from './download.ts'
import { plainRoute, savedAs } from './plain-route.ts'

const { path, owner } = fileRef.shape

export const fileDownload = plainRoute({
  name: 'files.download',
  method: 'GET',
  path: '/files/content',
  summary: 'Download a file',
  query: z.object({
    path,
    owner,
    inline: z
      .enum(['true', 'false'])
      .default('false')
      .describe('true: a browser is to show it, where that is safe; false: to save it'),
  }),
  headers,
  answers,
  errors: ['FILE_NOT_FOUND', 'NOT_A_FILE', 'REFERENCE_AMBIGUOUS', 'RANGE_INVALID', 'OBJECT_DAMAGED'],
})

export const filesZip = plainRoute({
  name: 'files.zip',
  method: 'GET',
  path: '/files/zip',
  summary: 'Download files and folders as a zip',
  description: 'When it cannot be finished, the connection breaks.',
  query: z.object({
    path: z.union([path, z.array(path).min(1).max(1000)]).describe('what is to be in it; may be given several times'),
    owner,
  }),
  answers: {
    200: {
      description: 'The zip.',
      headers: savedAs,
      content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
    },
  },
  errors: ['FILE_NOT_FOUND', 'REFERENCE_AMBIGUOUS'],
})

export const signedDownload = plainRoute({
  name: 'files.signed',
  method: 'GET',
  path: '/files/signed/{token}/{name}',
  summary: 'Download a file by a signed URL',
  params: z.object({
    token: z.string().describe('what the URL is good for, sealed'),
    name: z.string().describe('the name of the file'),
  }),
  headers,
  answers: {
    ...answers,
    302: { description: 'The store has the bytes at this address, for some minutes.' },
  },
  errors: ['SIGNED_URL_INVALID', 'RANGE_INVALID', 'OBJECT_DAMAGED'],
})

/** Files of users' trees: one, several as a zip, and one for whoever has its signed URL. */
export function addFileRoutes(app: FastifyInstance, platform: Platform): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: fileDownload.url,
    config: { procedure: fileDownload.name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, fileDownload.name)
      const { inline, ...ref } = parseWhole(fileDownload.query, request.query)
      return sendDownload(await downloadFile(deps, actor, ref), { request, reply, inline: inline === 'true' })
    },
  })
  addZipRoute(app, platform)
  addSignedRoute(app, platform)
}

/** There is no HEAD: nobody knows how long it will be. */
function addZipRoute(app: FastifyInstance, platform: Platform): void {
  const { name, method, url, query } = filesZip
  app.route({
    method,
    url,
    config: { procedure: name },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, name)
      const { path, owner } = parseWhole(query, request.query)
      const { filename, stream } = await zipFiles(deps, actor, { paths: [path].flat(), owner })
      return reply
        .headers({
          'content-type': 'application/zip',
          'content-disposition': attachment(filename),
          'cache-control': 'private, no-store',
        })
        .send(stream)
    },
  })
}

function addSignedRoute(app: FastifyInstance, platform: Platform): void {
  const { name, url, params } = signedDownload
  app.route({
    method: ['GET', 'HEAD'],
    url,
    config: { procedure: name },
    handler: async (request, reply) => {
      const context = platform.contextOf(request)
      await context.authorize(name)
      const download = await openFileUrl(context.deps, parseInput(params, request.params))
      // what the store signs is good for GET alone
      const elsewhere = request.method === 'GET' ? await download.elsewhere() : undefined
      if (elsewhere === undefined) return sendDownload(download, { request, reply })
      return reply.header('cache-control', 'no-store').redirect(elsewhere, 302)
    },
  })
}
