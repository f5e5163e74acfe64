import { isForAnyone } from '@assay/access'
import type { ErrorCode } from '@assay/schemas'
import { z } from 'zod'
import type { PlainName } from '../procedure-call.ts'
import { errorResponses, missing, type Operation } from '../rest/operation.ts'
import { describeOperation } from '../rest/operation-description.ts'
import { toParameters } from '../rest/parameter.ts'
import { withPortablePatterns } from '../rest/portable-pattern.ts'
import { restPrefix } from '../rest/prefix.ts'

/** A route that carries files, as its handler reads it and OpenAPI describes it. */
export interface PlainRoute {
  readonly name: PlainName
  readonly method: 'GET' | 'HEAD' | 'PATCH' | 'POST' | 'PUT'
  /** Below /api/v1, with parameters in braces. */
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly headers?: z.ZodObject
  /** The fields of a form that it takes instead of bytes. */
  readonly form?: z.ZodObject
  readonly answers: Operation
  /** Its own errors, besides those that follow from its shape. */
  readonly errors?: readonly ErrorCode[]
}

export const bytes = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
export const text = { type: 'string' }

export const savedAs = { 'Content-Disposition': { description: 'the name to save it under', schema: text } }

const ofCallers: readonly ErrorCode[] = ['UNAUTHENTICATED', 'CREDENTIALS_INVALID', 'FORBIDDEN']
const always: readonly ErrorCode[] = ['INPUT_INVALID', 'LIMIT_REACHED', 'MISDIRECTED', 'INTERNAL', 'UNAVAILABLE']

const nothing = z.object({})

/** A route for its handler, with the path as Fastify writes it. */
export function plainRoute<const Route extends PlainRoute>(route: Route): Route & { readonly url: string } {
  return { ...route, url: restPrefix + route.path.replaceAll(/\{(\w+)\}/g, ':$1') }
}

export function toPlainOperation(route: PlainRoute): Operation {
  const { name, method, summary, description, params = nothing, query = nothing, headers = nothing, form } = route
  const parameters = [
    ...toParameters(params, 'path'),
    ...toParameters(query, 'query'),
    ...toParameters(headers, 'header'),
  ]
  const isOpen = isForAnyone(name)
  const codes = [
    ...always,
    ...(isOpen ? [] : ofCallers),
    ...Object.keys(params.shape).flatMap(missing),
    ...(route.errors ?? []),
  ]
  const takesBytes = method !== 'GET' && method !== 'HEAD'
  return {
    operationId: name,
    summary,
    description: [describeOperation(name), description].filter((said) => said !== undefined).join(' '),
    tags: [name.split('.')[0]],
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(takesBytes && { requestBody: { required: true, content: form ? toForm(form) : bytes } }),
    responses: { ...route.answers, ...errorResponses(takesBytes ? [...codes, 'CROSS_SITE_REQUEST'] : codes) },
  }
}

/** A form as OpenAPI has it: a file, and its other fields. */
function toForm(form: z.ZodObject): Operation {
  const { properties, required = [] } = z
    .object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()).optional() })
    .parse(
      JSON.parse(JSON.stringify(z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' })), withPortablePatterns),
    )
  const file = { type: 'string', format: 'binary', description: 'the file, with its name' }
  const schema = { type: 'object', properties: { file, ...properties }, required: ['file', ...required] }
  return { 'multipart/form-data': { schema } }
}
