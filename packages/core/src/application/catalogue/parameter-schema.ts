import type { ApplicationParameter } from '@assay/schemas'

type Schema = Record<string, unknown>

type Declared = Readonly<Record<string, ApplicationParameter>>

/** JSON Schema of the values of parameters, for forms and for those who call by it. */
export function parameterSchema(declared: Declared): Schema {
  return commonParameterSchema([declared])
}

/** The same for entrypoints that run together: a value is for every one of them that has such a parameter. */
export function commonParameterSchema(several: readonly Declared[]): Schema {
  const names = [...new Set(several.flatMap((declared) => Object.keys(declared)))]
  const required = new Set(several.flatMap(requiredOf))
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, together(several, name)])),
    required: names.filter((name) => required.has(name)),
    additionalProperties: false,
  }
}

/** Where entrypoints differ in a parameter, its value must suit them all. */
function together(several: readonly Declared[], name: string): Schema {
  const schemas = several.flatMap((declared) => {
    const parameter = Object.hasOwn(declared, name) ? declared[name] : undefined
    return parameter ? [schemaOf(parameter)] : []
  })
  const different = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()]
  const [only = {}] = different
  return different.length > 1 ? { allOf: different } : only
}

function requiredOf(declared: Declared): string[] {
  return Object.entries(declared).flatMap(([name, { default: value, optional }]) =>
    value === undefined && !optional ? [name] : [],
  )
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
