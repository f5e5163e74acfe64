import { expect, it } from 'vitest'
import { z } from 'zod'
import { startPlatform } from '../../src/index.ts'
import { fixtures } from './fixtures.ts'
import { type Asked, knock } from './knock.ts'
import { prepareScene } from './scene.ts'

/** At and beyond the ends of what Postgres, DuckDB, Date and JavaScript count with. */
const numbers = [
  ...[0, -1, 0.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 2 ** 63, 2 ** 64, 1e21, 1e308, -1e308],
  ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
]

const schema = z.record(z.string(), z.unknown())
const typed = z.object({ type: z.string(), properties: z.record(z.string(), schema).default({}) })
const operation = z.object({
  operationId: z.string(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), schema }))
    .or(z.array(schema))
    .default([]),
  responses: z.record(z.string(), z.unknown()),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema })) }).optional(),
})
const document = z.object({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
})
type OpenApi = z.infer<typeof document>

function resolve({ components }: OpenApi, given: z.infer<typeof schema>): z.infer<typeof typed> | undefined {
  const { $ref } = given
  const found = typeof $ref === 'string' ? components.schemas[$ref.split('/').at(-1) ?? ''] : given
  return typed.safeParse(found).data
}

const isNumber = (given: unknown) => ['integer', 'number'].includes(typed.safeParse(given).data?.type ?? '')
const isArray = (given: unknown) => typed.safeParse(given).data?.type === 'array'

/** The requests that put such a number where the document asks for one, all else as the walk has it. */
function extremes(openApi: OpenApi, { parameters, requestBody }: z.infer<typeof operation>, usual: Asked): Asked[] {
  const inQuery = parameters.flatMap((one) =>
    'name' in one && one['in'] === 'query' && isNumber(one['schema']) ? [String(one['name'])] : [],
  )
  const body = requestBody?.content['application/json']?.schema
  const fields = Object.entries(body ? (resolve(openApi, body)?.properties ?? {}) : {})
  const inBody = fields.filter(([, field]) => isNumber(field)).map(([name]) => name)
  const empty = Object.fromEntries(fields.filter(([, field]) => isArray(field)).map(([name]) => [name, []]))
  const given = typeof usual.body === 'object' ? usual.body : {}
  return numbers.flatMap((number) => [
    ...inQuery.map((name) => ({ ...usual, query: { ...usual.query, [name]: String(number) } })),
    ...inBody.flatMap((name) => [
      { ...usual, body: { ...given, [name]: number } },
      { ...usual, body: { ...given, ...empty, [name]: number } },
    ]),
  ])
}

it('is never at fault for a number that is asked with, however large, and answers as its document says', {
  timeout: 240_000,
}, async () => {
  await using platform = await startPlatform()
  const { ids, owner, admin, machine } = await prepareScene(platform)
  const openApi = document.parse(await (await fetch(`${platform.url}/api/v1/openapi.json`)).json())
  let asked = 0
  for (const [path, methods] of Object.entries(openApi.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      const { operationId } = described
      const url = `/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`
      const isForAdmins = /^(users|invitations|audit|dead_letters)\./.test(operationId)
      const visitor = operationId.startsWith('work.') ? machine : isForAdmins ? admin : owner
      for (const one of extremes(openApi, described, fixtures[operationId]?.asked?.(ids) ?? {})) {
        const answer = await knock(platform.url, { method: method.toUpperCase(), url }, { ids, visitor, asked: one })
        expect(answer.status, `${operationId} ${JSON.stringify(one)}: ${answer.text}`).toBeLessThan(500)
        expect(Object.keys(described.responses), operationId).toContain(String(answer.status))
        asked += 1
      }
    }
  }
  expect(asked).toBeGreaterThan(200)
})
