import { nearestNames } from '@assay/settings'
import { z } from 'zod'

export interface Issue {
  /** Such as `models.0.prompt`. */
  readonly path: string
  readonly message: string
}

/**
 * The fields of an input that its schema does not have: what is misspelt would have no effect, and nobody would know.
 * Where a schema leaves open what comes, anything may.
 */
export function unknownFields(schema: z.core.$ZodType, value: unknown, path: readonly PropertyKey[] = []): Issue[] {
  const inner = unwrapped(schema)
  if (Array.isArray(value)) return ofItems(inner, value, path)
  if (!isObject(value)) return []
  if (inner instanceof z.ZodObject) return ofFields(inner, value, path)
  if (inner instanceof z.ZodUnion) return ofUnion(inner, value, path)
  if (inner instanceof z.ZodRecord) {
    return Object.entries(value).flatMap(([key, item]) => unknownFields(inner.def.valueType, item, [...path, key]))
  }
  return []
}

/** What a value is before it is changed. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodCatch
  ) {
    return unwrapped(schema.def.innerType)
  }
  return schema instanceof z.ZodPipe ? unwrapped(schema.def.in) : schema
}

function ofItems(schema: z.core.$ZodType, value: readonly unknown[], path: readonly PropertyKey[]): Issue[] {
  const itemOf = (index: number) => {
    if (schema instanceof z.ZodArray) return schema.def.element
    return schema instanceof z.ZodTuple ? (schema.def.items[index] ?? schema.def.rest) : null
  }
  return value.flatMap((item, index) => {
    const element = itemOf(index)
    return element ? unknownFields(element, item, [...path, index]) : []
  })
}

function ofFields(
  schema: z.ZodObject,
  value: Readonly<Record<string, unknown>>,
  path: readonly PropertyKey[],
): Issue[] {
  const { shape, catchall } = schema.def
  const isOpen = catchall !== undefined && !(catchall instanceof z.ZodNever)
  return Object.entries(value).flatMap(([name, item]) => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (field) return unknownFields(field, item, [...path, name])
    return isOpen || item === undefined ? [] : [unknownField([...path, name], Object.keys(shape))]
  })
}

/** Of the one that is meant: it has the same discriminating field, or the most of the fields that came. */
function ofUnion(schema: z.ZodUnion, value: Readonly<Record<string, unknown>>, path: readonly PropertyKey[]): Issue[] {
  const options = schema.def.options.map(unwrapped)
  const nested = options.filter((option) => option instanceof z.ZodUnion).flatMap(({ def }) => def.options)
  const objects = [...options, ...nested].filter((option) => option instanceof z.ZodObject)
  const found = objects.filter((option) => isMeant(option, value)).map((option) => ofFields(option, value, path))
  const isOpen = options.some((option) => option instanceof z.ZodRecord)
  return isOpen ? [] : (found.toSorted((one, other) => one.length - other.length)[0] ?? [])
}

function isMeant({ def }: z.ZodObject, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(def.shape).every(
    ([name, field]) =>
      !(field instanceof z.ZodLiteral || field instanceof z.ZodEnum) || field.safeParse(value[name]).success,
  )
}

function unknownField(path: readonly PropertyKey[], known: readonly string[]): Issue {
  const name = String(path.at(-1))
  const nearest = nearestNames(name, known)
  const hint = nearest.length === 0 ? `there is ${listed(known)}` : `did you mean ${nearest.join(' or ')}?`
  return { path: path.map(String).join('.'), message: `is no field here; ${hint}` }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none at all' : names.join(', ')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
