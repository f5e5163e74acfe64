import { describeRunParameters, downloadEntrypointFile } from '@assay/core'
import { applicationSchema, entrypointFileRef } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'
import { answers, headers, sendDownload } from './download.ts'
import { plainRoute } from './plain-route.ts'
import { runDocument } from './run-document.ts'

const entrypointRef = entrypointFileRef.pick({ application: true, version: true, entrypoint: true })

export const entrypointFile = plainRoute({
  name: 'applications.file',
  method: 'GET',
  path: '/applications/{application}/{version}/{entrypoint}/files/content',
  summary: 'Download a file of an entrypoint',
  params: entrypointRef,
  query: entrypointFileRef.pick({ path: true }),
  headers,
  answers,
  errors: ['APPLICATION_NOT_FOUND', 'FILE_NOT_FOUND', 'RANGE_INVALID', 'OBJECT_DAMAGED'],
})

export const entrypointOpenApi = plainRoute({
  name: 'applications.openapi',
  method: 'GET',
  path: '/applications/{application}/{version}/{entrypoint}/openapi.json',
  summary: 'Get an OpenAPI document of runs of an entrypoint',
  params: entrypointRef,
  answers: {
    200: {
      description: 'OpenAPI 3.1.',
      content: { 'application/json': { schema: { type: 'object' }, example: { openapi: '3.1.1' } } },
    },
  },
  errors: ['APPLICATION_NOT_FOUND'],
})

/** Files of the catalogue, how to run what is in it, and what a catalogue file may say. */
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
  app.get(entrypointOpenApi.url, { config: { procedure: entrypointOpenApi.name } }, async (request) => {
    const { deps, actor } = await platform.enter(request, entrypointOpenApi.name)
    const ref = parseInput(entrypointRef, request.params)
    return runDocument(ref, await describeRunParameters(deps, actor, ref))
  })
  const schema = JSON.stringify(applicationSchema())
  app.get(`${restPrefix}/applications.schema.json`, { config: { procedure: 'docs.application_schema' } }, (_, reply) =>
    reply.type('application/schema+json').send(schema),
  )
}
