import { isForAnyone } from '@assay/access'
import { referenceErrors } from '@assay/core'
import { type ErrorCode, errorCatalogue, event } from '@assay/schemas'
import { type ListedProcedure, pathParameters } from '../procedure-list.ts'
import type { Components, Schema } from './component.ts'
import { exampleOf } from './example.ts'
import { describeOperation } from './operation-description.ts'
import { heedsIdempotencyKey, parametersOf } from './parameter.ts'

export type Operation = Readonly<Record<string, unknown>>

export function toOperation(procedure: ListedProcedure, components: Components): Operation {
  const { name, meta } = procedure
  const parameters = parametersOf(procedure)
  const body = components.body(procedure)
  const [group = ''] = name.split('.')
  return {
    operationId: name,
    summary: meta.summary,
    description: describeOperation(name),
    tags: [group],
    ...(isForAnyone(name) && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': withExample(body, { schemas: components.schemas, isBody: true, group }) },
      },
    }),
    responses: { ...successOf(procedure, components), ...errorResponses(errorCodes(procedure)) },
  }
}

function withExample(schema: Schema, making: Parameters<typeof exampleOf>[1]): Operation {
  return { schema, example: exampleOf(schema, making) }
}

function successOf({ name, meta, output }: ListedProcedure, components: Components): Operation {
  if (!output) {
    const schema = components.answer(meta.streams ?? event)
    const description = 'Each event under its id, its data one JSON object; at the end an event "end".'
    return { 200: { description, content: { 'text/event-stream': { schema } } } }
  }
  const [group = ''] = name.split('.')
  const making = { schemas: components.schemas, isBody: false, group }
  const content = { 'application/json': withExample(components.answer(output), making) }
  const description = output.description ?? 'The answer.'
  return { [meta.creates === undefined ? 200 : 201]: { description, content } }
}

/** The errors that a procedure can answer with: those of its shape, and its own. */
export function errorCodes(procedure: ListedProcedure): ErrorCode[] {
  const { name, type, meta, input } = procedure
  const codes: ErrorCode[] = [
    'INTERNAL',
    'UNAVAILABLE',
    'STORAGE_FULL',
    'LIMIT_REACHED',
    'MISDIRECTED',
    ...(meta.errors ?? []),
  ]
  if (!isForAnyone(name)) codes.push('UNAUTHENTICATED', 'CREDENTIALS_INVALID', 'FORBIDDEN')
  if (input || meta.method !== 'GET') codes.push('INPUT_INVALID')
  if (input) codes.push(...referenceErrors(Object.keys(input.shape)))
  if (input && 'cursor' in input.shape) codes.push('CURSOR_INVALID')
  if (meta.method !== 'GET') codes.push('BODY_TOO_LARGE', 'MEDIA_TYPE_UNSUPPORTED')
  if (heedsIdempotencyKey(procedure)) codes.push('IDEMPOTENCY_KEY_REUSED')
  if (type === 'mutation') codes.push('CROSS_SITE_REQUEST')
  return [...codes, ...pathParameters(meta.path).flatMap(missing)]
}

/** The error for an unknown id in a parameter of a path. */
export function missing(parameter: string): ErrorCode[] {
  const code = parameter.replace(/_id$/, '_not_found').toUpperCase()
  return isErrorCode(code) ? [code] : []
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}

export function errorResponses(codes: readonly ErrorCode[]): Operation {
  const byStatus = Map.groupBy([...new Set(codes)].toSorted(), (code) => errorCatalogue[code].status)
  return Object.fromEntries([...byStatus].map(([status, those]) => [status, errorResponse(those)]))
}

function errorExample([code = 'INTERNAL']: readonly ErrorCode[]): Schema {
  const { retryable } = errorCatalogue[code]
  const message = 'What was wrong, and what to do.'
  return { code, message, retryable, data: {}, request_id: '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b' }
}

function errorResponse(codes: readonly ErrorCode[]): Schema {
  const schema = {
    allOf: [{ $ref: '#/components/schemas/Error' }, { type: 'object', properties: { code: { enum: codes } } }],
  }
  return { description: codes.join(', '), content: { 'application/json': { schema, example: errorExample(codes) } } }
}
