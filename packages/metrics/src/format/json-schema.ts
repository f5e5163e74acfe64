import { MetricError } from '../metric-error.ts'
import { canonical, deepEqual, isObject, type Json, type JsonObject } from './json.ts'
import type { PatternEngine } from './pattern.ts'

/** Tells whether a parsed JSON value matches a schema. */
export type SchemaTest = (value: Json) => boolean

/** What a rule needs to know besides its own value: its neighbours, the whole schema, and how deep it stands. */
interface Context {
  readonly schema: JsonObject
  readonly root: Json
  readonly patterns: PatternEngine | undefined
  readonly depth: number
  /** Takes steps from what a test may cost, and throws when they are used up. */
  readonly spend: (steps: number) => void
}

type Rule = (wanted: Json, value: Json, context: Context) => boolean

const deepest = 500

/**
 * Steps that one test may take, about a second of them: keywords, items and members that are looked at, and units of
 * texts. A schema of a few lines that refers to parts of itself can ask for more than any machine could do.
 */
export const mostSchemaSteps = 2 ** 23

const annotations = new Set(
  (
    '$schema $id $anchor $comment $defs definitions title description default examples format deprecated readOnly ' +
    'writeOnly contentEncoding contentMediaType then else minContains maxContains'
  ).split(' '),
)

/**
 * A test for a JSON Schema (2020-12; `format` is an annotation, references stay within the document).
 *
 * @throws MetricError `OPTION_INVALID` when tested, for a keyword that this validator does not have (it would otherwise
 * accept what should fail), a `pattern` without an engine, or a schema that refers to itself without end or so often
 * that the test would take too many steps.
 *
 * @example
 * jsonSchema({ type: 'object', required: ['name'] })({ name: 'Ada' }) // true
 */
export function jsonSchema(schema: Json, patterns?: PatternEngine): SchemaTest {
  return (value) => matchesWithin(schema, value, { patterns, steps: mostSchemaSteps })
}

/** One test of so many steps at most. Throws as `jsonSchema`. */
export function matchesWithin(
  schema: Json,
  value: Json,
  { patterns, steps }: { readonly patterns: PatternEngine | undefined; readonly steps: number },
): boolean {
  let left = steps
  const spend = (taken: number) => {
    left -= taken
    if (left < 0) throw invalid('It takes too many steps to test: it refers to itself too often, or is too large.')
  }
  return check(schema, value, { schema: {}, root: schema, patterns, depth: 0, spend })
}

function check(schema: Json, value: Json, outer: Context): boolean {
  if (typeof schema === 'boolean') return schema
  if (!isObject(schema)) throw invalid('A schema is an object, true or false.')
  if (outer.depth > deepest) throw invalid('The schema or the value is nested too deeply, or refers to itself.')
  const context = { ...outer, schema, depth: outer.depth + 1 }
  const keywords = Object.entries(schema)
  outer.spend(1 + keywords.length + sizeOf(value))
  return keywords.every(([keyword, wanted]) => {
    const rule = rules.get(keyword)
    if (rule !== undefined) {
      if (Array.isArray(wanted)) context.spend(wanted.length)
      return rule(wanted, value, context)
    }
    if (annotations.has(keyword)) return true
    throw invalid(`The keyword "${keyword.slice(0, 50)}" is not supported.`)
  })
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

const isType: Rule = (wanted, value) =>
  list(wanted).some((type) => type === typeOf(value) || (type === 'integer' && Number.isInteger(value)))

/** A rule for numbers, with a number to compare with. */
function numeric(holds: (value: number, wanted: number) => boolean): Rule {
  return (wanted, value) => typeof value !== 'number' || holds(value, number(wanted))
}

/** A rule for the size of strings (in code points), arrays or objects. */
function sized(type: 'string' | 'array' | 'object', holds: (size: number, wanted: number) => boolean): Rule {
  return (wanted, value) => typeOf(value) !== type || holds(lengthOf(value), number(wanted))
}

function lengthOf(value: Json): number {
  return typeof value === 'string' ? [...value].length : sizeOf(value)
}

/** Units, items or members: what looking at it once costs. */
function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length
  return value === null || typeof value !== 'object' ? 0 : Object.keys(value).length
}

/** `deepEqual`, each time at the cost of one of both. */
function equal(one: Json, other: Json, { spend }: Context): boolean {
  spend(1 + Math.min(weightOf(one, spend), weightOf(other, spend)))
  return deepEqual(one, other)
}

function weightOf(value: Json, spend: Context['spend']): number {
  if (value === null || typeof value !== 'object') return sizeOf(value)
  spend(sizeOf(value))
  return Object.values(value).reduce<number>((sum, part) => sum + 1 + weightOf(part, spend), 0)
}

const least = (value: number, wanted: number) => value >= wanted
const most = (value: number, wanted: number) => value <= wanted

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', isType],
  ['enum', (wanted, value, context) => list(wanted).some((one) => equal(one, value, context))],
  ['const', (wanted, value, context) => equal(wanted, value, context)],
  ['minimum', numeric(least)],
  ['maximum', numeric(most)],
  ['exclusiveMinimum', numeric((value, wanted) => value > wanted)],
  ['exclusiveMaximum', numeric((value, wanted) => value < wanted)],
  ['multipleOf', numeric((value, wanted) => Number.isInteger(value / wanted))],
  ['minLength', sized('string', least)],
  ['maxLength', sized('string', most)],
  ['minItems', sized('array', least)],
  ['maxItems', sized('array', most)],
  ['minProperties', sized('object', least)],
  ['maxProperties', sized('object', most)],
  ['pattern', (wanted, value, context) => typeof value !== 'string' || matcher(wanted, context)(value)],
  ['allOf', (wanted, value, context) => list(wanted).every((one) => check(one, value, context))],
  ['anyOf', (wanted, value, context) => list(wanted).some((one) => check(one, value, context))],
  ['oneOf', (wanted, value, context) => list(wanted).filter((one) => check(one, value, context)).length === 1],
  ['not', (wanted, value, context) => !check(wanted, value, context)],
  ['if', conditional],
  ['$ref', (wanted, value, context) => check(resolve(wanted, context.root), value, context)],
  [
    'prefixItems',
    (wanted, value, context) => items(value).every((item, at) => checkAt(list(wanted), at, item, context)),
  ],
  ['items', (wanted, value, context) => rest(value, context).every((item) => check(wanted, item, context))],
  ['contains', contains],
  ['uniqueItems', (wanted, value, context) => wanted !== true || allDiffer(items(value), context)],
  ['required', (wanted, value) => !isObject(value) || list(wanted).every((name) => Object.hasOwn(value, String(name)))],
  [
    'properties',
    (wanted, value, context) => members(value).every(([name, member]) => named(wanted, name, member, context)),
  ],
  ['patternProperties', patternProperties],
  ['additionalProperties', additionalProperties],
  ['propertyNames', (wanted, value, context) => members(value).every(([name]) => check(wanted, name, context))],
  ['dependentRequired', dependentRequired],
])

function conditional(wanted: Json, value: Json, context: Context): boolean {
  const branch = context.schema[check(wanted, value, context) ? 'then' : 'else']
  return branch === undefined || check(branch, value, context)
}

function contains(wanted: Json, value: Json, context: Context): boolean {
  if (!Array.isArray(value)) return true
  const count = value.filter((item) => check(wanted, item, context)).length
  const { minContains = 1, maxContains = value.length } = context.schema
  return count >= number(minContains) && count <= number(maxContains)
}

function patternProperties(wanted: Json, value: Json, context: Context): boolean {
  return Object.entries(object(wanted)).every(([pattern, schema]) => {
    const fits = matcher(pattern, context)
    return members(value).every(([name, member]) => !fits(name) || check(schema, member, context))
  })
}

function additionalProperties(wanted: Json, value: Json, context: Context): boolean {
  const { properties = {}, patternProperties = {} } = context.schema
  const fits = Object.keys(object(patternProperties)).map((pattern) => matcher(pattern, context))
  const additional = members(value).filter(
    ([name]) => !Object.hasOwn(object(properties), name) && !fits.some((matches) => matches(name)),
  )
  return additional.every(([, member]) => check(wanted, member, context))
}

function dependentRequired(wanted: Json, value: Json): boolean {
  if (!isObject(value)) return true
  return Object.entries(object(wanted)).every(
    ([name, needed]) => !Object.hasOwn(value, name) || list(needed).every((one) => Object.hasOwn(value, String(one))),
  )
}

function named(schemas: Json, name: string, member: Json, context: Context): boolean {
  const own = object(schemas)
  const schema = Object.hasOwn(own, name) ? own[name] : undefined
  return schema === undefined || check(schema, member, context)
}

function checkAt(schemas: readonly Json[], at: number, item: Json, context: Context): boolean {
  const schema = schemas[at]
  return schema === undefined || check(schema, item, context)
}

function rest(value: Json, { schema }: Context): readonly Json[] {
  const { prefixItems = [] } = schema
  return items(value).slice(list(prefixItems).length)
}

function allDiffer(values: readonly Json[], { spend }: Context): boolean {
  spend(weightOf(values, spend))
  return new Set(values.map(canonical)).size === values.length
}

/** A reference within the document: `#`, or `#/` and a JSON Pointer. */
function resolve(reference: Json, root: Json): Json {
  if (typeof reference !== 'string' || !/^#(?:\/|$)/.test(reference)) throw invalid('A $ref must begin with "#/".')
  let found: Json | undefined = root
  for (const step of reference.split('/').slice(1)) {
    const key = decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined
  }
  if (found === undefined) throw invalid('A $ref leads nowhere.')
  return found
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    throw invalid('A $ref has a percent sign that stands for nothing.')
  }
}

function matcher(pattern: Json, { patterns, spend }: Context): (text: string) => boolean {
  if (patterns === undefined) throw invalid('The schema has a pattern, which needs the npm package "re2js".')
  const source = String(pattern)
  spend(compilingSteps * (1 + source.length))
  const matches = patterns(source)
  return (text) => {
    spend(text.length)
    return matches(text)
  }
}

/** What compiling one unit of a pattern takes. */
const compilingSteps = 20

function items(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function members(value: Json): readonly (readonly [string, Json])[] {
  return isObject(value) ? Object.entries(value) : []
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value]
}

function object(value: Json): JsonObject {
  if (isObject(value)) return value
  throw invalid('A keyword needs an object.')
}

function number(value: Json): number {
  if (typeof value === 'number') return value
  throw invalid('A keyword needs a number.')
}

function invalid(reason: string): MetricError {
  return new MetricError('OPTION_INVALID', `The JSON Schema cannot be used: ${reason}`)
}
