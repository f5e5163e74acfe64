import { Ajv2020 } from 'ajv/dist/2020.js'
import { z } from 'zod'

const media = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }))
const response = z.object({ content: media.optional() })
const operation = z.object({ operationId: z.string(), responses: z.record(z.string(), response) })
const openApi = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) }).loose()

/** A request by operation, and what goes into its path, query and body. */
interface Asked {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: object | string
}

/** What came back, as the document says it would. */
interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body as JSON. */
  readonly json: Record<string, unknown>
}

/** Asks a server as its OpenAPI document says, and throws where it does not answer as that says. */
export interface Contract {
  ask(operationId: string, asked?: Asked): Promise<Answered>
  /** Operations that nobody has asked for with success. */
  unasked(): string[]
}

interface ContractOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export async function readContract({ url, headers }: ContractOptions): Promise<Contract> {
  const document: unknown = await (await fetch(`${url}/api/v1/openapi.json`)).json()
  const { paths } = openApi.parse(document)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema(openApi.parse(document), 'document')
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
  )
  const asked = new Set<string>()

  function check(operationId: string, { status, json }: Pick<Answered, 'status' | 'json'>, type: string): void {
    const found = operations.find((one) => one.operationId === operationId)
    const declared = found?.responses[status]
    if (!found || !declared) throw new Error(`${operationId} does not declare ${status}: ${JSON.stringify(json)}`)
    if (!declared.content || type !== 'application/json') return
    const pointer = ['paths', found.path, found.method, 'responses', String(status), 'content', type, 'schema']
    const $ref = `document#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
    if (!ajv.validate({ $ref }, json)) throw new Error(`${operationId} ${status}: ${ajv.errorsText()}`)
  }

  return {
    async ask(operationId, { path = {}, query = {}, body, headers: more = {} } = {}) {
      const found = operations.find((one) => one.operationId === operationId)
      if (!found) throw new Error(`there is no operation ${operationId}`)
      const filled = found.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
      const answer = await fetch(`${url}/api/v1${filled}?${new URLSearchParams(query)}`, {
        method: found.method.toUpperCase(),
        headers: { ...headers, ...(typeof body === 'object' && { 'content-type': 'application/json' }), ...more },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
      const json = type === 'application/json' ? z.record(z.string(), z.unknown()).parse(JSON.parse(text)) : {}
      check(operationId, { status: answer.status, json }, type)
      if (answer.ok) asked.add(operationId)
      return { status: answer.status, headers: answer.headers, text, json }
    },
    unasked: () => operations.map(({ operationId }) => operationId).filter((id) => !asked.has(id)),
  }
}
