import { DomainError } from '@assay/schemas'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'

const property = z.object({ type: z.union([z.string(), z.array(z.string())]).optional() })
const properties = z.object({ properties: z.record(z.string(), property).default({}) })

type Coerce = (text: string) => unknown

/** Reads the input of a procedure from a request: its body or query, and the parameters of its path over them. */
export type ReadInput = (request: Pick<FastifyRequest, 'params' | 'query' | 'body'>) => unknown

/** Derived from the schema once, and used for each request. */
export function inputReader(input: z.ZodObject | undefined, method: string): ReadInput {
  if (!input) return () => undefined
  const coercions = coercionsOf(input)
  const readQuery = ({ query }: Pick<FastifyRequest, 'query'>) => coerceAll(query, coercions)
  const readRest = method === 'GET' || method === 'DELETE' ? readQuery : readBody
  return (request) => ({ ...readRest(request), ...coerceAll(request.params, coercions) })
}

function readBody({ body, query }: Pick<FastifyRequest, 'body' | 'query'>): object {
  const misplaced = Object.keys(query ?? {}).map((path) => ({ path, message: 'belongs into the body, as JSON' }))
  if (misplaced.length > 0) throw new DomainError('INPUT_INVALID', { issues: misplaced })
  if (body === undefined || body === null) return {}
  if (typeof body === 'object' && !Array.isArray(body)) return body
  throw new DomainError('INPUT_INVALID', { issues: [{ path: '', message: 'The body must be a JSON object' }] })
}

/** Addresses hold text only: where the schema wants a number or a boolean, a text that looks like one becomes one. */
function coercionsOf(input: z.ZodObject): ReadonlyMap<string, Coerce> {
  const schema = properties.parse(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }))
  const coercions = new Map<string, Coerce>()
  for (const [name, { type }] of Object.entries(schema.properties)) {
    const types = [type].flat()
    if (types.includes('integer') || types.includes('number')) coercions.set(name, toNumber)
    if (types.includes('boolean')) coercions.set(name, toBoolean)
  }
  return coercions
}

function coerceAll(values: unknown, coercions: ReadonlyMap<string, Coerce>): object {
  if (typeof values !== 'object' || values === null) return {}
  const entries = Object.entries<unknown>({ ...values })
  return Object.fromEntries(entries.map(([name, value]) => [name, coerce(value, coercions.get(name))]))
}

function coerce(value: unknown, how: Coerce | undefined): unknown {
  return how && typeof value === 'string' ? how(value) : value
}

function toNumber(text: string): unknown {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

function toBoolean(text: string): unknown {
  return text === 'true' || text === 'false' ? text === 'true' : text
}
