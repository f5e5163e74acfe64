import { exportAudit } from '@assay/access'
import { auditExportInput } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { parseInput } from '../error.ts'
import { actorOf, type Platform } from '../platform.ts'
import { restPrefix } from '../rest/prefix.ts'
import { attachment } from './content-disposition.ts'

/** The audit log as a file. There is no HEAD: it would cost as much as the file. */
export function addAuditExportRoute(app: FastifyInstance, platform: Platform): void {
  app.route({
    method: 'GET',
    url: `${restPrefix}/audit/export`,
    config: { procedure: 'audit.export' },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const actor = await actorOf(platform, request)
      const input = parseInput(auditExportInput, request.query)
      const { filename, media_type, stream } = await exportAudit(platform.core, actor, input)
      return reply
        .headers({
          'content-type': media_type,
          'content-disposition': attachment(filename),
          'cache-control': 'private, no-store',
        })
        .send(stream)
    },
  })
}
