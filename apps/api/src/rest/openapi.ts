import { z } from 'zod'
import { listProcedures } from '../procedure-list.ts'
import { heartbeatMs } from '../trpc.ts'
import { type Components, nameComponents, type Schema } from './component.ts'
import { exampleOf } from './example.ts'
import { groups } from './groups.ts'
import { type Operation, toOperation } from './operation.ts'
import { walkThrough } from './walk-through.ts'

export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

const description = `Everything that Assay does, over HTTP. Sign in with an API key
(\`Authorization: Bearer <key>\`) or with HTTP Basic.

Lists are newest first and paged: \`next_cursor\` of one page is \`cursor\` of the next. Errors have one shape;
\`code\` says which and \`retryable\` whether the same request may succeed later. A mutation that is sent again with
the same \`Idempotency-Key\` within a day changes nothing and answers the same.

${walkThrough}`

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Any text of yours, 1 to 255 characters: sent again with it, the request is carried out once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const lastEventId = {
  name: 'Last-Event-ID',
  in: 'header',
  description: `Id of the last event that arrived: its seq, or attempt and number of a line. A line comes at least every ${heartbeatMs / 1000} s.`,
  schema: { type: 'string', pattern: '^(\\d{1,7}\\.)?\\d{1,15}$' },
}

/** OpenAPI 3.1 of every procedure and the plain routes; `metrics` are the names of those in this server. */
export function openApiDocument(plain: Paths, metrics: readonly string[]): Operation {
  const procedures = listProcedures()
  const components = nameComponents(procedures)
  const paths: Record<string, Record<string, Operation>> = {}
  for (const procedure of procedures) {
    const { path, method } = procedure.meta
    paths[path] = { ...paths[path], [method.toLowerCase()]: toOperation(procedure, components) }
  }
  for (const [path, operations] of Object.entries(plain)) {
    paths[path] = { ...paths[path], ...withExamples(operations, components) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Assay', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }, { basic: [] }, { session: [] }],
    tags: groups,
    paths,
    components: {
      schemas: { ...components.schemas, MetricName: metricNames(components.schemas['MetricName'], metrics) },
      parameters: { IdempotencyKey: idempotencyKey, LastEventId: lastEventId },
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'An API key' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'assay_session',
          description:
            'What session.create gives a browser; over TLS its name begins with __Host-. Whatever changes ' +
            'something must come from a page of the same origin, or of one in ASSAY_CORS_ORIGINS.',
        },
        basic: { type: 'http', scheme: 'basic', description: 'E-mail and password, or any name and an API key' },
      },
    },
  }
}

const answerShape = z.looseObject({ schema: z.looseObject({ $ref: z.string() }) })

/** Plain routes describe their answers themselves. */
function withExamples(operations: Paths[string], { schemas }: Components): Paths[string] {
  return JSON.parse(JSON.stringify(operations), (key, value: unknown) => {
    const found = key === 'application/json' ? answerShape.safeParse(value) : undefined
    if (!found?.success) return value
    return { ...found.data, example: exampleOf(found.data.schema, { schemas, isBody: false, group: '' }) }
  })
}

/** The metrics are known at the start only: modules may add some. */
function metricNames(schema: Schema | undefined, names: readonly string[]): Schema {
  const description = `A metric, or one of its scores (metrics.list says which). The metrics here: ${names.join(', ')}`
  return { ...schema, description, examples: names }
}
