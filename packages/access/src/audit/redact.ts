import { isSensitive } from '@assay/schemas'
import { z } from 'zod'

const hidden = '(hidden)'

export function redact(schema: z.core.$ZodType, value: unknown): unknown {
  if (isSensitive(schema)) return value === undefined ? undefined : hidden
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return redact(schema.def.innerType, value)
  }
  if (schema instanceof z.ZodPipe) return redact(schema.def.out, value)
  if (schema instanceof z.ZodUnion) {
    const fits = schema.def.options.find((option) => z.safeParse(option, value).success)
    return fits ? redact(fits, value) : hidden
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => redact(schema.def.element, item))
  if (schema instanceof z.ZodRecord && isRecord(value)) {
    return mapValues(value, (_, item) => redact(schema.def.valueType, item))
  }
  if (schema instanceof z.ZodObject && isRecord(value)) {
    return mapValues(value, (key, item) => {
      const field = schema.def.shape[key]
      return field ? redact(field, item) : item
    })
  }
  return value
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function mapValues(value: Record<string, unknown>, change: (key: string, item: unknown) => unknown) {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, change(key, item)]))
}
