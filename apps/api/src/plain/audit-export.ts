import { exportAudit } from '@assay/access'
import { attachment } from '@assay/core'
import { auditExportInput } from '@assay/schemas'
import type { FastifyInstance } from 'fastify'
import { parseWhole } from '../error.ts'
import type { Platform } from '../platform.ts'
import { plainRoute, savedAs, text } from './plain-route.ts'

export const auditExport = plainRoute({
  name: 'audit.export',
  method: 'GET',
  path: '/audit/export',
  summary: 'Export the audit log',
  description: 'Newest first. It is read while it is sent; when it cannot be finished, the connection breaks.',
  query: auditExportInput,
  answers: {
    200: {
      description: 'The file.',
      headers: savedAs,
      content: { 'application/x-ndjson': { schema: text }, 'text/csv': { schema: text } },
    },
  },
})

/** There is no HEAD: it would cost as much as the file. */
export function addAuditExportRoute(app: FastifyInstance, platform: Platform): void {
  const { name, method, url, query } = auditExport
  app.route({
    method,
    url,
    config: { procedure: name },
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { deps, actor } = await platform.enter(request, name)
      const { filename, media_type, stream } = await exportAudit(deps, actor, parseWhole(query, request.query))
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
