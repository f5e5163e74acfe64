import { downloadFile, openFileUrl } from '@assay/core'
import { fileRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { answers, headers, sendDownload } from './download.ts'
import { plainRoute } from './plain-route.ts'

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

/** Files of users' trees: for who may read them, and for whoever has its signed URL. */
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
  addSignedRoute(app, platform)
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
