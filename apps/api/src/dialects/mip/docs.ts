import type { FastifyInstance } from 'fastify'
import { prefix } from './base.ts'

interface Operation {
  readonly summary: string
  readonly parameters: readonly object[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

const text = { type: 'string' }

const bodies: Readonly<Record<string, object>> = {
  '/': { type: 'object', properties: { greeting: text, name: text }, required: ['greeting', 'name'] },
  '/runs/': {
    type: 'object',
    properties: {
      job: text,
      modules: { type: 'array', items: text, minItems: 1 },
      map: text,
      force_rerun: { type: 'boolean' },
      openai_key: text,
      options: { type: 'object', additionalProperties: { type: 'object' } },
    },
    required: ['job', 'modules', 'map', 'force_rerun', 'openai_key'],
  },
}

/** The document of the dialect, which anybody may read. */
export async function addDocsRoutes(scope: FastifyInstance): Promise<void> {
  const paths: Record<string, Record<string, Operation>> = {}
  scope.addHook('onRoute', ({ method, url, config }) => {
    if (config?.procedure !== 'router' || config.redirects) return
    const path = url.slice(prefix.length).replaceAll(/:(\w+)/g, '{$1}')
    for (const one of [method].flat()) paths[path] = { ...paths[path], [one.toLowerCase()]: operationOf(one, path) }
  })
  const config = { procedure: 'docs.openapi' }
  scope.get('/openapi.json', { config, exposeHeadRoute: false }, async () => ({
    openapi: '3.1.0',
    info: { title: 'mip_server', version: '1' },
    servers: [{ url: prefix }],
    security: [{ basic: [] }],
    components: { securitySchemes: { basic: { type: 'http', scheme: 'basic' } } },
    paths,
  }))
}

function operationOf(method: string, path: string): Operation {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const schema = bodies[path]
  const media = /\/(logs|outputs|temps)$/.test(path) ? 'application/zip' : 'application/json'
  return {
    summary: `${method} ${path}`,
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...(method === 'POST' &&
      schema && { requestBody: { required: true, content: { 'application/json': { schema } } } }),
    responses: {
      200: { description: 'Done.', content: { [media]: {} } },
      401: { description: 'The credential is missing or wrong.' },
      404: { description: 'There is no such thing.' },
      422: { description: 'The request is not as it must be.' },
    },
  }
}
