import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answeredIdOf } from './request-id.ts'
import type { ApiDeps, ApiSettings } from './settings.ts'

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

const yearSeconds = 365 * 86_400
/** These answers are for the caller alone: no browser or proxy may cache them. */
const isForOneAlone = /^\/(api|trpc|lumigator|mip|decode)\//

/** Lets pages of these origins call the API, with the cookie where the browser sends it. */
export async function allowOrigins(app: FastifyInstance, { settings: { cors_origins } }: ApiDeps): Promise<void> {
  if (cors_origins.length === 0) return
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']
  await app.register(cors, { origin: [...cors_origins], credentials: true, methods, exposedHeaders, maxAge: 3600 })
}

export function addCommonHeaders(app: FastifyInstance, { settings }: ApiDeps): void {
  app.addHook('onRequest', async (request, reply) => setCommonHeaders(settings, request, reply))
}

/** The name of the request in the log, and that browsers must run nothing in the answer. */
export function setCommonHeaders({ public_url }: ApiSettings, request: FastifyRequest, { raw }: FastifyReply): void {
  // on the raw reply, like helmet, which replaces them for pages
  raw.setHeader('x-request-id', answeredIdOf(request))
  raw.setHeader('x-content-type-options', 'nosniff')
  raw.setHeader('content-security-policy', "default-src 'none';frame-ancestors 'none'")
  raw.setHeader('cross-origin-resource-policy', 'same-origin')
  raw.setHeader('referrer-policy', 'no-referrer')
  if (public_url?.startsWith('https:')) raw.setHeader('strict-transport-security', `max-age=${yearSeconds}`)
  if (isForOneAlone.test(request.url)) raw.setHeader('cache-control', 'no-store')
}

const ownResources = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
}

/** What else the foreign pages that come with Assay need: the API browser writes its styles at run time. */
const foreignResources = {
  ...ownResources,
  defaultSrc: ["'self'"],
  // set by the page itself, which has inline scripts with known hashes
  scriptSrc: null,
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  requireTrustedTypesFor: null,
}

/** Pages in this scope may load and run only what comes from this server, and use no device. */
export async function protectPages(
  scope: FastifyInstance,
  { written_by }: { readonly written_by: 'us' | 'others' },
): Promise<void> {
  await scope.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: written_by === 'us' ? ownResources : foreignResources,
    },
    // set for every answer, where the public address has TLS
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })
  scope.addHook('onRequest', async (_request, reply) => {
    reply.raw.setHeader(
      'permissions-policy',
      'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    )
  })
}
