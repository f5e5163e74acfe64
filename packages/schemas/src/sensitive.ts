import { z } from 'zod'

const registry = z.registry<{ readonly sensitive: true }>()

/** Marks a field whose value must never be written down: not in the audit log, not in any other. */
export function sensitive<Schema extends z.ZodType>(schema: Schema): Schema {
  registry.add(schema, { sensitive: true })
  return schema
}

/** Whether a field's value must never be written down. */
export function isSensitive(schema: z.core.$ZodType): boolean {
  return schema instanceof z.ZodType && registry.has(schema)
}
