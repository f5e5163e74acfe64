import { isForAnyone } from '@assay/access'
import { errorCatalogue } from '@assay/schemas'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startApi, type TestApi } from './test-api.ts'

const operation = z.object({
  operationId: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()),
  requestBody: z.unknown().optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() }).or(z.object({ $ref: z.string() }))).default([]),
  security: z.array(z.unknown()).optional(),
  responses: z.record(z.string(), z.unknown()),
})

const openApi = z.object({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
})

describe('the OpenAPI document', () => {
  let api: TestApi
  let raw: Record<string, unknown>
  let document: z.infer<typeof openApi>

  beforeAll(async () => {
    api = await startApi()
    raw = (await api.app.inject({ url: '/api/v1/openapi.json' })).json()
    document = openApi.parse(raw)
  })

  afterAll(() => api[Symbol.asyncDispose]())

  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
    )

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toMatch(/^3\.1\./)
    expect(await new Validator().validate(structuredClone(raw))).toMatchObject({ valid: true })
  })

  it('refers to nothing that it does not hold, and holds nothing that nobody refers to', () => {
    const text = JSON.stringify(raw)
    const referred = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
    expect([...referred].toSorted()).toEqual(Object.keys(document.components.schemas).toSorted())
  })

  it('has patterns that validators of other languages read, with the same meaning', () => {
    const text = JSON.stringify(raw)
    expect(text).not.toMatch(/\\\\p\{/i)
    const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, pattern = '""']) =>
      JSON.parse(pattern),
    )
    const ofNames = patterns.find((pattern) => pattern.includes('u202a')) ?? ''
    for (let point = 0; point <= 0xffff; point += 1) {
      const character = String.fromCharCode(point)
      const refused = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u.test(character)
      expect(new RegExp(ofNames, 'u').test(character), `U+${point.toString(16)}`).toBe(!refused)
    }
  })

  it('describes routes that there are', () => {
    for (const { path, method } of operations()) {
      const url = `/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`
      expect(api.app.hasRoute({ method: method.toUpperCase(), url }), `${method} ${path}`).toBe(true)
    }
  })

  it('declares each parameter of a path', () => {
    for (const { path, parameters } of operations()) {
      const declared = parameters.flatMap((one) => ('name' in one && one.in === 'path' ? one.name : []))
      expect(declared.toSorted()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted())
    }
  })

  it('needs somebody signed in for everything but what the table of roles leaves to anyone', async () => {
    const open = operations().flatMap(({ security, operationId }) => (security?.length === 0 ? [operationId] : []))
    expect(open).toContain('session.create')
    expect(open.filter((operationId) => !isForAnyone(operationId))).toEqual([])
    for (const { path, method, operationId, responses } of operations()) {
      if (open.includes(operationId)) continue
      expect(responses).toHaveProperty('401')
      const url = `/api/v1${path.replaceAll(/\{\w+\}/g, 'x')}`
      const answer = await api.app.inject({ url, headers: {}, ...withMethod(method) })
      expect(answer.statusCode, `${method} ${path}`).toBe(401)
    }
  })

  it('names the metrics that there are where one asks for metrics', async () => {
    const names = api.core.metrics.list().map(({ name }) => name)
    expect(document.components.schemas).toMatchObject({
      MetricName: { type: 'string', examples: names, description: expect.stringContaining(names.join(', ')) },
      ExperimentsEvaluateBody: {
        properties: { metrics: { items: { $ref: '#/components/schemas/MetricName' } } },
      },
      MetricsExplainBody: { properties: { metric: { $ref: '#/components/schemas/MetricName' } } },
    })
  })

  it('names the codes of the catalogue that each error status stands for', () => {
    for (const { responses } of operations()) {
      for (const [status, response] of Object.entries(responses)) {
        if (Number(status) < 400) continue
        const codes = z.object({ description: z.string() }).parse(response).description.split(', ')
        for (const code of codes)
          expect(errorCatalogue).toHaveProperty(code, expect.objectContaining({ status: Number(status) }))
      }
    }
  })

  it('shows an example for every body and every answer of JSON, each valid by its schema', () => {
    const ajv = new Ajv2020({ strict: false, formats: { uuid: true, 'date-time': true, email: true, uri: true } })
    ajv.addSchema({ $id: 'api', components: document.components })
    const media = z.object({ schema: z.looseObject({}), example: z.unknown() })
    const content = z.object({ content: z.object({ 'application/json': media.optional() }).optional() })
    let shown = 0
    for (const { operationId, requestBody, responses } of operations()) {
      for (const described of [requestBody, ...Object.values(responses)]) {
        const json = content.optional().parse(described)?.content?.['application/json']
        if (!json) continue
        shown += 1
        const schema = JSON.parse(JSON.stringify(json.schema).replaceAll('"#/', '"api#/'))
        expect(ajv.validate(schema, json.example), `${operationId}: ${ajv.errorsText()}`).toBe(true)
      }
    }
    expect(shown).toBeGreaterThan(500)
  })

  it('describes every operation and every group, groups in the order of use', () => {
    const bare = operations().filter(({ description = '' }) => description.length < 20)
    expect(bare.map(({ operationId }) => operationId)).toEqual([])
    const { tags } = z.object({ tags: z.array(z.object({ name: z.string(), description: z.string() })) }).parse(raw)
    const used = operations().flatMap(({ tags: own }) => own)
    expect(tags.map(({ name }) => name).toSorted()).toEqual([...new Set(used)].toSorted())
    expect(tags.slice(0, 2).map(({ name }) => name)).toEqual(['datasets', 'uploads'])
  })

  it('names the conflicts that whoever sends bytes of an upload can meet', () => {
    const append = operations().find(({ operationId }) => operationId === 'uploads.append')
    expect(append?.responses['409']).toMatchObject({
      description: 'UPLOAD_CLOSED, UPLOAD_OFFSET_WRONG, UPLOAD_SENT_OTHERWISE',
    })
  })
})

const methods = { get: 'GET', head: 'HEAD', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const

function withMethod(name: string) {
  const method = Object.entries(methods).find(([known]) => known === name)?.[1] ?? 'GET'
  return { method }
}
