import { isForAnyone } from '@assay/access'
import { z } from 'zod'
import { type ListedProcedure, pathParameters } from '../procedure-list.ts'
import { hasBody } from '../procedure-meta.ts'
import type { Schema } from './component.ts'
import { withPortablePatterns } from './portable-pattern.ts'

/** tRPC's name of the resume id, for which REST has a header. */
const resumeId = 'lastEventId'

/** What an operation takes in its path, its query and its headers. */
export function parametersOf(procedure: ListedProcedure): Schema[] {
  return [...addressParameters(procedure), ...headerParameters(procedure)]
}

function addressParameters({ meta, input }: ListedProcedure): Schema[] {
  if (!input) return []
  const inPath = pathParameters(meta.path)
  const others = Object.keys(input.shape).filter((name) => !inPath.includes(name) && name !== resumeId)
  return [...toParameters(input, 'path', inPath), ...toParameters(input, 'query', hasBody(meta.method) ? [] : others)]
}

const inputShape = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
})

export function toParameters(
  schema: z.ZodObject,
  place: 'path' | 'query' | 'header',
  names: readonly string[] = Object.keys(schema.shape),
): Schema[] {
  // a header is the text that its schema reads
  const io = place === 'header' ? 'output' : 'input'
  const { properties, required } = inputShape.parse(
    JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io, unrepresentable: 'any' })), withPortablePatterns),
  )
  return names.map((field) => {
    const { description, ...schema } = properties[field] ?? {}
    const name = place === 'header' ? field.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()) : field
    return { name, in: place, required: place === 'path' || required.includes(field), description, schema }
  })
}

function headerParameters(procedure: ListedProcedure): Schema[] {
  const { type } = procedure
  if (heedsIdempotencyKey(procedure)) return [{ $ref: '#/components/parameters/IdempotencyKey' }]
  if (type === 'subscription') return [{ $ref: '#/components/parameters/LastEventId' }]
  return []
}

/** Whether an Idempotency-Key makes a call happen once: keys belong to users, so only for signed-in callers. */
export function heedsIdempotencyKey({ name, type, meta }: ListedProcedure): boolean {
  return type === 'mutation' && !isForAnyone(name) && meta.takes_password !== true
}
