import { checkDependencies } from '@assay/core'
import type { FastifyInstance } from 'fastify'
import type { Platform } from '../platform.ts'

/** /healthz: the process answers. /readyz: whether its dependencies answer too, and which do not. */
export function addHealthRoutes(app: FastifyInstance, { core }: Platform): void {
  app.get('/healthz', { config: { procedure: 'health.alive' } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { config: { procedure: 'health.ready' } }, async (_request, reply) => {
    const dependencies = await checkDependencies(core)
    const isReady = Object.values(dependencies).every((state) => state === 'ok')
    if (!isReady) reply.code(503).header('retry-after', '2')
    return { status: isReady ? 'ready' : 'not ready', ...dependencies }
  })
}
