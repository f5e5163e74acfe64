import { expect, it } from 'vitest'
import { z } from 'zod'
import * as contracts from './index.ts'

type Described = { description?: string; properties?: Record<string, Described>; [key: string]: unknown }

/** Paths of properties that no description reaches. */
function undescribed(schema: Described, path: string): string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    ...(property.description === undefined ? [`${path}.${name}`] : []),
    ...undescribed(property, `${path}.${name}`),
  ])
  const nested = ['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties', 'prefixItems'].flatMap((key) =>
    [schema[key]]
      .flat()
      .filter((part): part is Described => typeof part === 'object' && part !== null)
      .flatMap((part) => undescribed(part, path)),
  )
  return [...own, ...nested]
}

it.each(Object.entries(contracts).filter(([, contract]) => contract instanceof z.ZodType))(
  'describes every field of %s',
  (name, contract) => {
    const schema: Described = JSON.parse(
      JSON.stringify(z.toJSONSchema(contract as z.ZodType, { io: 'input', unrepresentable: 'any' })),
    )
    expect(undescribed(schema, name)).toEqual([])
  },
)
