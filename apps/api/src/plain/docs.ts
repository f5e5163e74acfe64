import { createHash } from 'node:crypto'
import apiReference from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import { protectPages } from '../protection.ts'
import { restPrefix } from '../rest/prefix.ts'

/** /docs: the OpenAPI document, to read and to try. */
export async function addDocsRoute(app: FastifyInstance): Promise<void> {
  await addApiBrowser(app, { path: '/docs', document: `${restPrefix}/openapi.json`, title: 'Assay API' })
}

interface Shown {
  readonly path: `/${string}`
  readonly document: string
  readonly title: string
}

/** A page that shows an OpenAPI document, with its script: nothing is loaded from elsewhere. */
export async function addApiBrowser(app: FastifyInstance, { path, document, title }: Shown): Promise<void> {
  await app.register(async (scope) => {
    await protectPages(scope, { written_by: 'others' })
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, procedure: 'docs.page' }
    })
    scope.addHook('onSend', async (_request, reply, payload) => {
      if (typeof payload !== 'string' || !String(reply.getHeader('content-type')).startsWith('text/html')) return
      reply.header('content-security-policy', allowInlineScripts(reply.getHeader('content-security-policy'), payload))
    })
    await scope.register(apiReference, {
      routePrefix: path,
      configuration: {
        url: document,
        pageTitle: title,
        favicon: 'data:,',
        withDefaultFonts: false,
        telemetry: false,
        showDeveloperTools: 'never',
        hideClientButton: true,
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    })
  })
}

/** The policy allows no inline script; those of this page are exceptions by their hash. */
function allowInlineScripts(policy: unknown, page: string): string {
  const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].flatMap(
    ([, code]) => code ?? [],
  )
  const hashes = scripts.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`)
  return `${String(policy)};script-src 'self' ${hashes.join(' ')}`
}
