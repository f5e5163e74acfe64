import type { ApplicationParameter } from '@assay/schemas'

type Schema = Record<string, unknown>

/** JSON Schema of the values of parameters, for forms and for those who call by it. */
export function parameterSchema(declared: Readonly<Record<string, ApplicationParameter>>): Schema {
  const entries = Object.entries(declared)
  const required = entries.flatMap(([name, { default: value, optional }]) =>
    value === undefined && !optional ? [name] : [],
  )
  return {
    type: 'object',
    properties: Object.fromEntries(entries.map(([name, parameter]) => [name, schemaOf(parameter)])),
    required,
    additionalProperties: false,
  }
}

function schemaOf(parameter: ApplicationParameter): Schema {
  const { type, list, description, default: value, choices, min, max, max_length } = parameter
  const one = {
    type,
    ...(choices && { enum: choices }),
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(max_length !== undefined && { maxLength: max_length }),
  }
  return {
    ...(list ? { type: 'array', items: one } : one),
    ...(description !== '' && { description }),
    ...(value !== undefined && { default: value }),
  }
}
