import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Platform } from '../../platform.ts'
import { Refusal } from './error.ts'

/** What a handler of the dialect is given. */
export interface Asked {
  readonly platform: Platform
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

type Handler = (asked: Asked) => Promise<unknown>

/** Adds a route under its address, and sends clients there that wrote the slash at its end otherwise. */
export type AddRoute = (method: HTTPMethods, url: string, handler: Handler) => void

/** For a scope whose prefix is that of the dialect. */
export function routesOf(scope: FastifyInstance, platform: Platform): AddRoute {
  const procedure = 'router'
  return (method, url, handler) => {
    scope.route({
      method,
      url,
      exposeHeadRoute: false,
      config: { procedure },
      handler: async (request, reply) => {
        const answer = await handler({ platform, request, reply })
        return reply.sent ? reply : reply.send(answer)
      },
    })
    const other = url.endsWith('/') ? url.slice(0, -1) : `${url}/`
    if (other === '') return
    scope.route({
      method,
      url: other,
      exposeHeadRoute: false,
      config: { procedure, redirects: true },
      onRequest: async (request, reply) => reply.redirect(otherSlash(request), 307),
      handler: async () => undefined,
    })
  }
}

function otherSlash({ protocol, host, url }: FastifyRequest): string {
  const [path = '', ...query] = url.split('?')
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`
  return `${protocol}://${host}${[other, ...query].join('?')}`
}

/** Says of an address that is there for another verb that it is, as FastAPI does. */
export function tellWrongVerb(scope: FastifyInstance): void {
  const known: { readonly method: string; readonly path: RegExp }[] = []
  scope.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`)
    for (const one of [method].flat()) known.push({ method: one, path })
  })
  scope.setNotFoundHandler(async (request) => {
    const [path = ''] = request.url.split('?')
    const others = known.filter((route) => route.path.test(path))
    throw others.length === 0 ? new Refusal(404, 'Not Found') : new Refusal(405, 'Method Not Allowed')
  })
}
