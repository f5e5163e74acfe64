import { exportComparison } from '@assay/core'
import { comparisonExportInput, comparisonRef } from '@assay/schemas'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { parseInput } from '../error.ts'
import { actorOf, type Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'
import { attachment } from './content-disposition.ts'

const query = comparisonExportInput.pick({ format: true })

/** Comparisons as files. There is no HEAD: it would cost as much as the file. */
export function addExportRoute(app: FastifyInstance, platform: Platform): void {
  app.route({
    method: 'GET',
    url: `${restPrefix}/comparisons/:comparison_id/export`,
    config: { procedure: 'comparisons.export' },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const actor = await actorOf(platform, request)
      const { comparison_id } = parseInput(comparisonRef, request.params)
      const { format } = parseInput(query, request.query)
      const wanted = { comparison_id, format, signal: whenGone(reply) }
      const { filename, media_type, size_bytes, stream } = await exportComparison(platform.core, actor, wanted)
      reply.headers({
        'content-type': media_type,
        'content-disposition': attachment(filename),
        'cache-control': 'private, no-cache',
        ...(size_bytes !== null && { 'content-length': size_bytes }),
      })
      return reply.send(stream)
    },
  })
}

/** Aborts when the client has all, or has left before. */
function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}
