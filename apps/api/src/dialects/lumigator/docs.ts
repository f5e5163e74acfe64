import type { FastifyInstance } from 'fastify'
import { addApiBrowser } from '../../plain/docs.ts'
import { prefix } from './base.ts'

interface Operation {
  readonly summary: string
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

/** What anybody may read: the greeting, the document of the dialect, and a page that shows it. */
export async function addDocsRoutes(scope: FastifyInstance): Promise<void> {
  const paths: Record<string, Record<string, Operation>> = {}
  scope.addHook('onRoute', ({ method, url, config }) => {
    if (config?.procedure !== 'router' || config.redirects) return
    const path = url.slice(prefix.length).replaceAll(/:(\w+)/g, '{$1}')
    if (!path.startsWith('/api/')) return
    for (const one of [method].flat()) paths[path] = { ...paths[path], [one.toLowerCase()]: operationOf(one, path) }
  })
  const config = { procedure: 'docs.openapi' }
  scope.get('/', { config, exposeHeadRoute: false }, async () => ({ Hello: 'Lumigator!🐊' }))
  scope.get('/openapi.json', { config, exposeHeadRoute: false }, async () => ({
    openapi: '3.1.0',
    info: { title: 'Lumigator Backend', version: '0.0.1' },
    servers: [{ url: prefix }],
    paths,
  }))
  await addApiBrowser(scope, { path: '/docs', document: `${prefix}/openapi.json`, title: 'Lumigator Backend' })
}

function operationOf(method: string, path: string): Operation {
  const noun = path.replace(/^\/api\/(v1\/)?/, '')
  const status = method === 'DELETE' ? '204' : method === 'POST' ? '201' : '200'
  return {
    summary: `${method} ${noun}`,
    responses: { [status]: { description: 'Done.' }, 422: { description: 'The request is not as it must be.' } },
  }
}
