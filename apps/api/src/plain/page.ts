import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDeps } from '../settings.ts'

/** Gives every address that no route of the API can have to the pages, if this process serves them. */
export function addPageRoutes(app: FastifyInstance, { pages }: Pick<ApiDeps, 'pages'>): void {
  const taken = new Set<string>()
  app.addHook('onReady', async () => {
    for (const { url } of app.listedRoutes) taken.add(firstPart(url))
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!pages) return reply.callNotFound()
    reply.hijack()
    await pages.answer(request.raw, reply.raw)
  }
  const config = { procedure: 'page' }
  // a page below whose address issuers send people back
  app.get('/sign-in', { config }, answer)
  app.get('/*', { config }, (request, reply) => {
    return taken.has(firstPart(request.url)) ? reply.callNotFound() : answer(request, reply)
  })
}

function firstPart(url: string): string {
  return url.split(/[/?]/, 2)[1] ?? ''
}
