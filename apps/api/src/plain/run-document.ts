import type { describeRunParameters } from '@assay/core'
import { restPrefix } from '../rest/prefix.ts'

interface Ref {
  readonly application: string
  readonly version: string
  readonly entrypoint: string
}

type Described = Awaited<ReturnType<typeof describeRunParameters>>

/** How to submit a run of an entrypoint, as OpenAPI: its parameters exactly. What else a run takes is in the whole one. */
export function runDocument({ application, version, entrypoint }: Ref, { description, parameters }: Described) {
  const schema = {
    type: 'object',
    properties: {
      application: { const: `${application}/${version}` },
      entrypoints: { type: 'array', prefixItems: [{ const: entrypoint }], minItems: 1, maxItems: 1 },
      parameters,
    },
    required: ['application', 'entrypoints', ...(isRequired(parameters) ? ['parameters'] : [])],
  }
  const run = { description: 'The run.', content: { 'application/json': { schema: { type: 'object' } } } }
  return {
    openapi: '3.1.1',
    info: { title: `${application}/${version}/${entrypoint}`, version, description },
    servers: [{ url: restPrefix }],
    security: [{ key: [] }],
    paths: {
      '/runs': {
        post: {
          operationId: 'runs.create',
          summary: `Run ${entrypoint} with all that it requires`,
          requestBody: { required: true, content: { 'application/json': { schema } } },
          responses: { 201: run },
        },
      },
    },
    components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key' } } },
  }
}

function isRequired({ required }: Described['parameters']): boolean {
  return Array.isArray(required) && required.length > 0
}
