import { metricName } from '@assay/schemas'

import { z } from 'zod'
import { type ListedProcedure, pathParameters } from '../procedure-list.ts'
import { nouns } from './noun.ts'
import { withPortablePatterns } from './portable-pattern.ts'

export type Schema = Readonly<Record<string, unknown>>

const componentPath = '#/components/schemas/'
const shared = `${componentPath}__shared`

/** The schemas of all nouns, bodies and answers by name, and the name of each. */
export interface Components {
  readonly schemas: Readonly<Record<string, Schema>>
  answer(schema: z.ZodType): Schema
  body(procedure: ListedProcedure): Schema | undefined
}

/** Gives every schema of the router a name: that of its noun, or one made from its procedure. */
export function nameComponents(procedures: readonly ListedProcedure[]): Components {
  const answers = z.registry<{ id: string }>()
  const bodies = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(nouns)) answers.add(schema, { id })
  bodies.add(metricName, { id: 'MetricName' })
  for (const procedure of procedures) {
    const { name, output } = procedure
    const body = bodyOf(procedure)
    if (output && !answers.has(output)) answers.add(output, { id: `${toTitle(name)}Answer` })
    if (body) bodies.add(body, { id: bodyName(procedure) })
  }
  const schemas = { ...toSchemas(answers, 'output'), ...toSchemas(bodies, 'input') }
  return {
    schemas,
    answer: (schema) => ({ $ref: componentPath + answers.get(schema)?.id }),
    body: (procedure) => (bodyName(procedure) in schemas ? { $ref: componentPath + bodyName(procedure) } : undefined),
  }
}

function bodyOf({ meta, input }: ListedProcedure): z.ZodObject | undefined {
  if (!input || meta.method === 'GET' || meta.method === 'DELETE') return undefined
  const inPath = pathParameters(meta.path)
  const inBody = Object.entries(input.shape).filter(([name]) => !inPath.includes(name))
  return inBody.length > 0 ? z.object(Object.fromEntries(inBody)) : undefined
}

function bodyName({ name }: ListedProcedure): string {
  return `${toTitle(name)}Body`
}

/** `datasets.create` → `DatasetsCreate` */
function toTitle(name: string): string {
  return name.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase())
}

const tuple = z.looseObject({ prefixItems: z.array(z.unknown()).min(1) })
const schemasByName = z.record(z.string(), z.record(z.string(), z.unknown()))

function toSchemas(registry: z.core.$ZodRegistry<{ id: string }>, io: 'input' | 'output'): Record<string, Schema> {
  const { schemas: written } = z.toJSONSchema(registry, { io, uri: (id) => componentPath + id, unrepresentable: 'any' })
  const { __shared, ...named } = schemasByName.parse(JSON.parse(JSON.stringify(written), forOpenApi))
  return named
}

/** OpenAPI names schemas by where they are, and says "any JSON" as a schema without demands. */
function forOpenApi(key: string, value: unknown): unknown {
  if (key === '$id' || key === '$schema') return undefined
  return isShared(value) ? {} : withPortablePatterns(key, withoutTuples(value))
}

function isShared(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$ref' in value && String(value.$ref).startsWith(shared)
}

/** Values of one kind are a list of so many, which tools read that know no tuples. */
function withoutTuples(value: unknown): unknown {
  const { data } = tuple.safeParse(value)
  if (!data || new Set(data.prefixItems.map((item) => JSON.stringify(item))).size > 1) return value
  const { prefixItems, ...rest } = data
  const { length } = prefixItems
  return { ...rest, items: prefixItems[0], minItems: length, maxItems: length }
}
