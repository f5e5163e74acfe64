import { z } from 'zod'
import type { Schema } from './component.ts'

const id = '0199a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b'
const time = '2026-11-30T12:00:00.000Z'

/** What fields of these names hold in examples; everything else follows from its schema. */
const values: Readonly<Record<string, unknown>> = {
  name: 'news',
  filename: 'news.csv',
  email: 'ada@example.org',
  password: 'correct horse battery',
  current_password: 'correct horse battery',
  size_bytes: 18_423,
  received_bytes: 18_423,
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  examples: 64,
  description: 'Short articles and their summaries',
  task: { type: 'summarization' },
  models: ['lead-3', 'textrank'],
  metrics: ['rouge'],
  metric: 'rougeL',
  primary_metric: 'rougeL',
  prediction: 'The harbour reopens.',
  reference: 'The harbour has reopened.',
  references: ['The harbour has reopened.'],
  base_url: 'http://127.0.0.1:11434/v1',
  run_ids: [id, '0199a1b2-d4e5-7f60-8b7c-9d0e1f2a3b4c'],
  column: 'source',
  columns: { input: 'examples', reference: 'ground_truth', prediction: 'predictions' },
  title: 'ROUGE-L',
  version: '1',
  sentence: 'Trust lead-3: on ROUGE-L it beats textrank by 0.061.',
  message: 'The run is running. Stop it or wait for its end.',
  user_agent: 'curl/8.5.0',
  address: '192.0.2.7',
}

/** What is called how, by the group of operations: everything else is called `news`. */
const names: Readonly<Record<string, string>> = {
  account: 'Ada Lovelace',
  session: 'Ada Lovelace',
  users: 'Ada Lovelace',
  api_keys: 'ci',
  secrets: 'OPENAI_API_KEY',
  metrics: 'rouge',
  models: 'lead-3',
}

/** Bodies that say more than what is required. */
const shown = new Set([
  'name',
  'models',
  'metrics',
  'task',
  'dataset_id',
  'upload_id',
  'run_ids',
  'references',
  'filename',
  'size_bytes',
])

const schemaShape = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  format: z.string().optional(),
  minimum: z.number().optional(),
  minLength: z.number().optional(),
  minItems: z.number().optional(),
  items: z.unknown().optional(),
  prefixItems: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).default([]),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
})

type Read = z.output<typeof schemaShape>

interface Making {
  readonly schemas: Readonly<Record<string, Schema>>
  /** A body has what is required and what people write, an answer has everything. */
  readonly isBody: boolean
  /** The group of the operation. */
  readonly group: string
}

/** A value that its schema allows, as a reader of the documentation would write or see it. */
export function exampleOf(schema: unknown, making: Making, field = ''): unknown {
  // any JSON
  if (typeof schema === 'boolean') return 'text'
  const read = schemaShape.parse(schema)
  if (read.$ref !== undefined) return exampleOf(referred(read.$ref, making), making, field)
  if (read.const !== undefined) return read.const
  if (read.enum) return read.enum[0]
  // where no rule of ours could guess it, the schema gives one
  if (read.examples?.[0] !== undefined) return read.examples[0]
  const choices = read.anyOf ?? read.oneOf
  if (choices)
    return exampleOf(choices.find((one) => schemaShape.parse(one).type !== 'null') ?? choices[0], making, field)
  const value = (field === 'name' ? names[making.group] : undefined) ?? values[field]
  if (value !== undefined && fits(value, read, making)) return value
  if (read.allOf) return Object.assign({}, ...read.allOf.map((one) => exampleOf(one, making, field)))
  if (making.isBody && read.default !== undefined) return read.default
  return simpleOf(read, making, field)
}

function referred(path: string, { schemas }: Making): Schema | undefined {
  return schemas[path.split('/').pop() ?? '']
}

function isObject(schema: unknown, making: Making): boolean {
  const { data } = schemaShape.safeParse(schema)
  if (data?.$ref !== undefined) return isObject(referred(data.$ref, making), making)
  return data?.type === 'object'
}

function fits(value: unknown, { type, properties, items }: Read, making: Making): boolean {
  const kinds = [type ?? []].flat()
  if (Array.isArray(value)) return kinds.includes('array') && items !== undefined && !isObject(items, making)
  if (typeof value === 'number') return kinds.includes('integer') || kinds.includes('number')
  if (typeof value === 'object') return kinds.includes('object') && properties !== undefined
  return kinds.includes('string')
}

function simpleOf(read: Read, making: Making, field: string): unknown {
  const [type] = [read.type ?? []].flat()
  switch (type) {
    case 'object':
      return objectOf(read, making)
    case 'array':
      return listOf(read, making, field)
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return Math.max(read.minimum ?? 0, type === 'integer' ? 1 : 0.5)
    case 'string':
      return textOf(read)
    default:
      return null
  }
}

function listOf({ prefixItems, items, minItems = 1 }: Read, making: Making, field: string): unknown[] {
  if (prefixItems) return prefixItems.map((one) => exampleOf(one, making, field))
  return Array.from({ length: Math.max(1, minItems) }, () => exampleOf(items ?? true, making, singular(field)))
}

function objectOf({ properties = {}, required }: Read, making: Making): Record<string, unknown> {
  const wanted = Object.keys(properties).filter((name) => !making.isBody || required.includes(name) || shown.has(name))
  return Object.fromEntries(wanted.map((name) => [name, exampleOf(properties[name], making, name)]))
}

function textOf({ format, minLength = 0 }: Read): string {
  if (format === 'uuid') return id
  if (format === 'date-time') return time
  if (format === 'email') return 'ada@example.org'
  if (format === 'uri') return 'https://assay.example.org/sign-in'
  return 'text'.padEnd(minLength, '-text')
}

function singular(field: string): string {
  return field.replace(/s$/, '')
}
