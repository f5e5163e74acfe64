import type { FastifyInstance } from 'fastify'
import type { ApiDeps } from '../settings.ts'

/** Gives every address that no route of the API can have to the pages, if this process serves them. */
export function addPageRoutes(app: FastifyInstance, { pages }: Pick<ApiDeps, 'pages'>): void {
  const taken = new Set<string>()
  app.addHook('onReady', async () => {
    for (const { url } of app.listedRoutes) taken.add(firstPart(url))
  })
  app.get('/*', { config: { procedure: 'page' } }, async (request, reply) => {
    if (!pages || taken.has(firstPart(request.url))) return reply.callNotFound()
    reply.hijack()
    await pages.answer(request.raw, reply.raw)
  })
}

function firstPart(url: string): string {
  return url.split(/[/?]/, 2)[1] ?? ''
}
