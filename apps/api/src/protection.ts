import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'

const exposedHeaders = [
  'content-disposition',
  'content-range',
  'etag',
  'location',
  'retry-after',
  'upload-length',
  'upload-offset',
  'x-request-id',
]

/** Lets pages of these origins call the API. */
export async function allowOrigins(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  if (origins.length === 0) return
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
  await app.register(cors, { origin: [...origins], methods, exposedHeaders, maxAge: 3600 })
}

/** What every answer says: its name in the log, and that browsers are to run nothing that it holds. */
export function addCommonHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    // on the raw reply, as helmet does, which says otherwise for pages
    reply.raw.setHeader('x-request-id', request.id)
    reply.raw.setHeader('x-content-type-options', 'nosniff')
    reply.raw.setHeader('content-security-policy', "default-src 'none';frame-ancestors 'none'")
  })
}

/** Says of the pages in this scope that they load and run nothing but what the server has. */
export async function protectPages(scope: FastifyInstance): Promise<void> {
  await scope.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        // the API browser writes its styles at run time
        styleSrc: ["'self'", "'unsafe-inline'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // whether there is TLS is the proxy's to know
    strictTransportSecurity: false,
  })
}
