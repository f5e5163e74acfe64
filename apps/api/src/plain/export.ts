import { attachment, type ComparisonExport, exportComparison, exportExperiment, resolveReferences } from '@assay/core'
import { comparisonExportInput, comparisonRef, experimentRef } from '@assay/schemas'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { whenGone } from '../client-gone.ts'
import { parseInput, parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { bytes, plainRoute, savedAs } from './plain-route.ts'

export const comparisonExport = plainRoute({
  name: 'comparisons.export',
  method: 'GET',
  path: '/comparisons/{comparison_id}/export',
  summary: 'Export a comparison',
  description: 'The bundle is made while it is sent; when it cannot be finished, the connection breaks.',
  params: comparisonRef,
  query: comparisonExportInput.pick({ format: true }),
  answers: { 200: { description: 'The file.', headers: savedAs, content: bytes } },
  errors: [
    'COMPARISON_NOT_READY',
    'TABLE_BUSY',
    'TABLE_TIMEOUT',
    'TABLE_TOO_LARGE',
    'STORAGE_FULL',
    'REFERENCE_AMBIGUOUS',
  ],
})

export const experimentExport = plainRoute({
  name: 'experiments.export',
  method: 'GET',
  path: '/experiments/{experiment_id}/export',
  summary: 'Export an experiment as one file',
  description: 'It is made while it is sent; when it cannot be finished, the connection breaks.',
  params: experimentRef,
  answers: { 200: { description: 'The bundle.', headers: savedAs, content: bytes } },
  errors: [
    ...['DATASET_NOT_FOUND', 'DATASET_NOT_READY', 'DATASET_FAILED', 'DATASET_NOT_A_TABLE'],
    ...['OBJECT_DAMAGED', 'REFERENCE_AMBIGUOUS'],
  ] as const,
})

/** There is no HEAD: it would cost as much as the file. */
export function addExportRoute(app: FastifyInstance, platform: Platform): void {
  const { name, method, url, params, query } = comparisonExport
  app.route({
    method,
    url,
    config: { procedure: name },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, name)
      const { comparison_id } = await resolveReferences(deps, actor, parseInput(params, request.params))
      const { format } = parseWhole(query, request.query)
      const wanted = { comparison_id, format, signal: whenGone(reply) }
      return send(reply, await exportComparison(deps, actor, wanted))
    },
  })
  app.route({
    method: experimentExport.method,
    url: experimentExport.url,
    config: { procedure: experimentExport.name },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, experimentExport.name)
      const { experiment_id } = await resolveReferences(deps, actor, parseInput(experimentRef, request.params))
      return send(reply, await exportExperiment(deps, actor, { experiment_id, signal: whenGone(reply) }))
    },
  })
}

function send(reply: FastifyReply, { filename, media_type, size_bytes, stream }: ComparisonExport): FastifyReply {
  reply.headers({
    'content-type': media_type,
    'content-disposition': attachment(filename),
    'cache-control': 'private, no-cache',
    ...(size_bytes !== null && { 'content-length': size_bytes }),
  })
  return reply.send(stream)
}
