import { z } from 'zod'

/** What pydantic says of a value that is not what it should be. */
export interface Fault {
  readonly type: string
  readonly msg: string
  readonly ctx?: Readonly<Record<string, unknown>>
}

/** A value that was read, or what is wrong with it. */
type Read<Value> = { readonly value: Value } | { readonly fault: Fault }

export const missing: Fault = { type: 'missing', msg: 'Field required' }

/** A field that takes what pydantic takes of clients, such as "10" for a number. */
export function lax<Value>(read: (given: unknown) => Read<Value>) {
  return z
    .unknown()
    .optional()
    .transform((given, context): Value => {
      const found: Read<Value> = given === undefined ? { fault: missing } : read(given)
      if ('value' in found) return found.value
      context.addIssue({ code: 'custom', message: found.fault.msg, params: { ...found.fault }, input: given })
      return z.NEVER
    })
}

/** A field that may be absent, or null. */
export function nullable<Value>(field: z.ZodType<Value>) {
  return orElse<Value | null>(field, (given) => (given === undefined || given === null ? { value: null } : undefined))
}

/** A field that may be absent. */
export function defaulting<Value>(field: z.ZodType<Value>, value: Value) {
  return orElse(field, (given) => (given === undefined ? { value } : undefined))
}

/** What needs no reading is taken as it is. */
function orElse<Value>(field: z.ZodType<Value>, takes: (given: unknown) => { readonly value: Value } | undefined) {
  return z
    .unknown()
    .optional()
    .transform((given, context): Value => {
      const taken = takes(given)
      if (taken) return taken.value
      const parsed = field.safeParse(given)
      if (parsed.success) return parsed.data
      for (const issue of parsed.error.issues) context.addIssue({ ...issue, path: [...issue.path] })
      return z.NEVER
    })
}

export const text = lax<string>((given) =>
  typeof given === 'string'
    ? { value: given }
    : { fault: { type: 'string_type', msg: 'Input should be a valid string' } },
)

/** Text of this many characters. */
export function textOf(min_length: number, max_length: number) {
  return lax<string>((given) => {
    if (typeof given !== 'string') return { fault: { type: 'string_type', msg: 'Input should be a valid string' } }
    const { length } = [...given]
    const counted = (count: number) => `${count} character${count === 1 ? '' : 's'}`
    if (length < min_length) {
      const msg = `String should have at least ${counted(min_length)}`
      return { fault: { type: 'string_too_short', msg, ctx: { min_length } } }
    }
    if (length > max_length) {
      const msg = `String should have at most ${counted(max_length)}`
      return { fault: { type: 'string_too_long', msg, ctx: { max_length } } }
    }
    return { value: given }
  })
}

function readInteger(given: unknown): Read<number> {
  if (typeof given === 'boolean') return { value: Number(given) }
  if (typeof given === 'string') {
    if (/^\s*[+-]?\d+(?:_\d+)*(?:\.0*)?\s*$/.test(given)) return { value: Number(given.replaceAll('_', '')) }
    const msg = 'Input should be a valid integer, unable to parse string as an integer'
    return { fault: { type: 'int_parsing', msg } }
  }
  if (typeof given !== 'number') return { fault: { type: 'int_type', msg: 'Input should be a valid integer' } }
  if (Number.isInteger(given)) return { value: given }
  const msg = 'Input should be a valid integer, got a number with a fractional part'
  return { fault: { type: 'int_from_float', msg } }
}

export const integer = lax(readInteger)

export const positiveInteger = lax<number>((given) => {
  const read = readInteger(given)
  if ('fault' in read || read.value > 0) return read
  return { fault: { type: 'greater_than', msg: 'Input should be greater than 0', ctx: { gt: 0 } } }
})

export const float = lax<number>((given) => {
  if (typeof given === 'number') return { value: given }
  if (typeof given === 'boolean') return { value: Number(given) }
  if (typeof given !== 'string') return { fault: { type: 'float_type', msg: 'Input should be a valid number' } }
  const value = given.trim() === '' ? Number.NaN : Number(given.replaceAll('_', ''))
  const msg = 'Input should be a valid number, unable to parse string as a number'
  return Number.isFinite(value) ? { value } : { fault: { type: 'float_parsing', msg } }
})

const truths: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ...[true, 1, '1', 'true', 't', 'yes', 'y', 'on'].map((said) => [said, true] as const),
  ...[false, 0, '0', 'false', 'f', 'no', 'n', 'off'].map((said) => [said, false] as const),
])

export const truth = lax<boolean>((given) => {
  const value = truths.get(typeof given === 'string' ? given.toLowerCase() : given)
  if (value !== undefined) return { value }
  return typeof given === 'string' || typeof given === 'number'
    ? { fault: { type: 'bool_parsing', msg: 'Input should be a valid boolean, unable to interpret input' } }
    : { fault: { type: 'bool_type', msg: 'Input should be a valid boolean' } }
})

/** An id with or without dashes, braces or the mark of a URN; read as we write it. */
export const uuid = lax<string>((given) => {
  if (typeof given !== 'string')
    return { fault: { type: 'uuid_type', msg: 'UUID input should be a string, bytes or UUID object' } }
  const plain = given.replace(/^urn:uuid:/i, '').replace(/^\{(.*)\}$/, '$1')
  const isWhole = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i.test(plain)
  if (isWhole) return { value: dashed(plain) }
  const error = uuidError(plain)
  return { fault: { type: 'uuid_parsing', msg: `Input should be a valid UUID, ${error}`, ctx: { error } } }
})

function uuidError(text: string): string {
  const at = [...text].findIndex((letter) => !/[0-9a-f-]/i.test(letter))
  if (at !== -1) {
    const found = [...text][at] ?? ''
    return `invalid character: expected an optional prefix of \`urn:uuid:\` followed by [0-9a-fA-F-], found \`${found}\` at ${at + 1}`
  }
  const digits = text.replaceAll('-', '').length
  return `invalid length: expected length 32 for simple format, found ${digits}`
}

/** A UUID as Postgres and we write it. */
export function dashed(id: string): string {
  const hex = id.replaceAll('-', '').toLowerCase()
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** One of these words exactly. */
export function literal<const Word extends string>(words: readonly Word[], type: 'literal_error' | 'enum') {
  return lax<Word>((given) => {
    const value = words.find((word) => word === given)
    if (value !== undefined) return { value }
    const quoted = words.map((word) => `'${word}'`)
    const expected = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ')
    return { fault: { type, msg: `Input should be ${expected}`, ctx: { expected } } }
  })
}

/** A list of texts; a set is written as one too. */
export const texts = lax<string[]>((given) => {
  if (!Array.isArray(given)) return { fault: { type: 'list_type', msg: 'Input should be a valid list' } }
  const found = given.filter((item): item is string => typeof item === 'string')
  if (found.length === given.length) return { value: found }
  return { fault: { type: 'string_type', msg: 'Input should be a valid string' } }
})

/** An object with these fields; others are ignored. */
export function body<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape, { error: () => 'Input should be a valid dictionary or object to extract fields from' })
}

/** An object with these fields and no others. */
export function strictBody<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? dictionary : undefined) })
}

const dictionary = 'Input should be a valid dictionary or object to extract fields from'
