import { DomainError } from '@assay/schemas'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { replyWithError } from '../error-reply.ts'
import type { ApiDeps } from '../settings.ts'

/** Gives every address that no route of the API can have to the pages, if this process serves them. */
export function addPageRoutes(app: FastifyInstance, { pages }: Pick<ApiDeps, 'pages'>): void {
  const taken = new Set<string>()
  app.addHook('onReady', async () => {
    for (const { url } of app.listedRoutes) taken.add(firstPart(url))
  })
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (!pages) return replyWithError(new DomainError('ROUTE_NOT_FOUND', {}), request, reply)
    reply.hijack()
    await pages.answer(request.raw, reply.raw)
  }
  // a page below whose address issuers send people back
  app.get('/sign-in', { config: { procedure: 'page' } }, answer)
  app.setNotFoundHandler((request, reply) => {
    const isForPages = ['GET', 'HEAD'].includes(request.method) && !taken.has(firstPart(request.url))
    return isForPages ? answer(request, reply) : replyWithError(new DomainError('ROUTE_NOT_FOUND', {}), request, reply)
  })
}

function firstPart(url: string): string {
  return url.split(/[/?]/, 2)[1] ?? ''
}
