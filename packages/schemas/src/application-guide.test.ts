import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { applicationSchema } from './application-schema.ts'
import { readCatalogue } from './catalogue-file.ts'

const guide = readFileSync(new URL('../../../docs/guides/applications.md', import.meta.url), 'utf8')

const shape = z.looseObject({
  description: z.string().optional(),
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  enum: z.array(z.unknown()).optional(),
})

/** A line for each field, as the guide has it. */
function linesOf(schema: unknown, path = ''): string[] {
  const read = shape.safeParse(schema)
  if (!read.success) return []
  const { properties = {}, additionalProperties, items, anyOf = [] } = read.data
  return [
    ...Object.entries(properties).flatMap(([name, field]) => {
      const at = path === '' ? name : `${path}.${name}`
      return [lineOf(at, shape.parse(field)), ...linesOf(field, at)]
    }),
    ...linesOf(additionalProperties, `${path}.<name>`),
    ...linesOf(items, `${path}[]`),
    ...anyOf.flatMap((option) => linesOf(option, path)),
  ]
}

function lineOf(path: string, field: z.output<typeof shape>): string {
  const isSimple = field.default !== undefined && JSON.stringify(field.default).length < 40
  const value = isSimple ? `; default \`${JSON.stringify(field.default)}\`` : ''
  const choices = field.enum ? `; one of ${field.enum.map((one) => `\`${one}\``).join(', ')}` : ''
  return `- \`${path}\`: ${field.description}${choices}${value}`
}

it('tells of every field of an entry, and of no other', () => {
  const { $defs } = z.object({ $defs: z.object({ entry: z.unknown() }) }).parse(applicationSchema())
  const told = guide.split('\n').filter((line) => line.startsWith('- `'))
  expect(told.length).toBeGreaterThan(60)
  expect(told).toEqual(linesOf($defs.entry))
})

it('shows catalogues that can be applied', () => {
  const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => readCatalogue(text))
  expect(examples.length).toBeGreaterThan(1)
  expect(examples.flatMap(({ faults }) => faults)).toEqual([])
})
