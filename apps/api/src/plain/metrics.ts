import { countLiveJobs } from '@assay/core'
import { isConnectionError } from '@assay/db'
import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { routeOf } from '../error-reply.ts'
import type { Platform } from '../platform.ts'

/** /metrics, in the format of Prometheus: requests by route, jobs by state, and the process itself. */
export function addMetricsRoute(app: FastifyInstance, { core }: Platform): void {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const duration = new Histogram({
    name: 'assay_http_request_duration_seconds',
    help: 'How long requests took, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  })
  const inFlight = new Gauge({ name: 'assay_http_requests_in_flight', help: 'Requests being answered', registers })
  const databaseUp = new Gauge({ name: 'assay_database_up', help: 'Whether the database answers', registers })
  const jobs = new Gauge({ name: 'assay_jobs', help: 'Jobs by state', labelNames: ['state'], registers })

  app.addHook('onRequest', async () => inFlight.inc())
  app.addHook('onResponse', async (request, reply) => {
    inFlight.dec()
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode }
    duration.observe(labels, reply.elapsedTime / 1000)
  })
  app.get('/metrics', { config: { procedure: 'health.metrics' } }, async (_request, reply) => {
    const counts = await countLiveJobs(core).catch(absentWhenUnreachable)
    databaseUp.set(counts ? 1 : 0)
    jobs.reset()
    for (const [state, count] of Object.entries(counts ?? {})) jobs.set({ state }, count)
    return reply.type(register.contentType).send(await register.metrics())
  })
}

function absentWhenUnreachable(error: unknown): undefined {
  if (!isConnectionError(error)) throw error
}
