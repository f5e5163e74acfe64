import { downloadEntrypointFile } from '@assay/core'
import { applicationSchema, entrypointFileRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'
import { answers, headers, sendDownload } from './download.ts'
import { plainRoute } from './plain-route.ts'

export const entrypointFile = plainRoute({
  name: 'applications.file',
  method: 'GET',
  path: '/applications/{application}/{version}/{entrypoint}/files/content',
  summary: 'Download a file of an entrypoint',
  params: entrypointFileRef.pick({ application: true, version: true, entrypoint: true }),
  query: entrypointFileRef.pick({ path: true }),
  headers,
  answers,
  errors: ['APPLICATION_NOT_FOUND', 'FILE_NOT_FOUND', 'RANGE_INVALID', 'OBJECT_DAMAGED'],
})

/** Files of the catalogue, and what a catalogue file may say. */
export function addApplicationRoutes(app: FastifyInstance, platform: Platform): void {
  const { name, url, params, query } = entrypointFile
  app.route({
    method: ['GET', 'HEAD'],
    url,
    config: { procedure: name },
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, name)
      const ref = { ...parseInput(params, request.params), ...parseWhole(query, request.query) }
      return sendDownload(await downloadEntrypointFile(deps, actor, ref), { request, reply })
    },
  })
  const schema = JSON.stringify(applicationSchema())
  app.get(`${restPrefix}/applications.schema.json`, { config: { procedure: 'docs.application_schema' } }, (_, reply) =>
    reply.type('application/schema+json').send(schema),
  )
}
