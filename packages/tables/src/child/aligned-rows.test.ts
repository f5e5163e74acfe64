import fc from 'fast-check'
import { expect, it } from 'vitest'
import { alignRows, type Numbered } from './aligned-rows.ts'

const tables = fc.uniqueArray(fc.nat({ max: 30 })).map((numbers) => numbers.toSorted((a, b) => a - b))

function tableOf(name: string, numbers: readonly number[]): Numbered {
  return {
    examples: Float64Array.from(numbers),
    columns: new Map([[name, Float64Array.from(numbers, (number) => 10 * number)]]),
  }
}

it('keeps the rows whose number all tables have, with the values that each has for them', () => {
  fc.assert(
    fc.property(fc.array(tables, { minLength: 1, maxLength: 4 }), (lists) => {
      const { examples, columns } = alignRows(lists.map((numbers, at) => tableOf(`${at}`, numbers)))
      const common = lists.reduce((some, numbers) => some.filter((number) => numbers.includes(number)))
      expect([...examples]).toEqual(common)
      const values = common.map((number) => 10 * number)
      expect([...columns].map(([name, column]) => [name, [...column]])).toEqual(lists.map((_, at) => [`${at}`, values]))
    }),
  )
})
