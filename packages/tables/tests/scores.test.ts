import { afterAll, beforeAll, expect, it } from 'vitest'
import { TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
const { tables } = fixture
afterAll(() => fixture[Symbol.asyncDispose]())

let join: { path: string; columns: string[]; prefix: string }[] = []

beforeAll(async () => {
  const number = [{ name: 's', type: 'DOUBLE' }] as const
  const texts = [
    { name: 'source', type: 'VARCHAR' },
    { name: 'text', type: 'VARCHAR' },
  ] as const
  const sources = ['web', 'web', 'book', null, 'web', "o'clock", 'book']
  const dataset = await fixture.write(
    texts,
    sources.map((source, index) => [source, `Text ${index} 50% of_it`]),
  )
  const a = await fixture.write(
    number,
    [0.1 + 0.2, 0.5, null, 0.25, 0.5, 1, Number.NaN].map((s) => [s]),
  )
  const b = await fixture.write(
    number,
    [0.3, 0.75, 0.5, 0.5, 0.25, 1].map((s) => [s]),
  )
  join = [
    { path: dataset, columns: ['source', 'text'], prefix: 'd.' },
    { path: a, columns: ['s'], prefix: 'a.' },
    { path: b, columns: ['s'], prefix: 'b.' },
  ]
})

const pair = { pair: { a: 'a.s', b: 'b.s' }, direction: 'higher', columns: ['a.s'] } as const

it('reads columns as numbers, aligned by example, NaN where there is none', async () => {
  const { examples, columns, groups } = await tables.vectors({ join, columns: ['b.s', 'a.s', 'd.text'] })
  expect([...examples]).toEqual([0, 1, 2, 3, 4, 5])
  expect(columns.map((column) => [...column])).toEqual([
    [0.3, 0.75, 0.5, 0.5, 0.25, 1],
    [0.1 + 0.2, 0.5, Number.NaN, 0.25, 0.5, 1],
    Array(6).fill(Number.NaN),
  ])
  expect(columns[0]).toBeInstanceOf(Float64Array)
  expect(groups).toBeNull()
})

it('tells the groups that rows fall into, the most frequent first', async () => {
  const { groups } = await tables.vectors({ join, columns: ['a.s'], group: { column: 'd.source', most: 2 } })
  expect(groups).toEqual({
    values: ['web', 'book'],
    distinct: 3,
    numbers: Float64Array.from([0, 0, 1, -2, 0, -1]),
  })
  await expect(tables.vectors({ join, columns: ['a.s'], group: { column: 'd.sauce', most: 2 } })).rejects.toMatchObject(
    { code: 'COLUMN_UNKNOWN' },
  )
})

it.each([
  ['all', undefined, 'example', [0, 1, 2, 3, 4, 5]],
  ['better', 'better', 'example', [1, 3]],
  ['worse', 'worse', 'example', [4]],
  ['equal but for rounding', 'equal', 'example', [0, 5]],
  ['absent', 'absent', 'example', [2]],
  ['all by difference', undefined, 'difference', [1, 3, 4, 0, 5, 2]],
] as const)('pages through pairs: %s', async (_, show, order, expected) => {
  const { items, matching, next_after } = await tables.pairs({ join, ...pair, show, order, limit: 10 })
  expect([items.map(({ example }) => example), matching, next_after]).toEqual([expected, expected.length, null])
})

it('turns around when lower is better', async () => {
  const { items } = await tables.pairs({ join, ...pair, direction: 'lower', show: 'better', limit: 10 })
  expect(items).toEqual([{ example: 4, 'a.s': 0.5 }])
})

it.each(['example', 'difference'] as const)('gives each row once, page by page, in order of %s', async (order) => {
  const seen: number[] = []
  let after: Awaited<ReturnType<typeof tables.pairs>>['next_after'] | undefined
  do {
    const page = await tables.pairs({ join, ...pair, order, limit: 1, ...(after && { after }) })
    seen.push(...page.items.map(({ example }) => example))
    expect(page.matching).toBe(6)
    after = page.next_after
  } while (after)
  expect(seen).toEqual(order === 'example' ? [0, 1, 2, 3, 4, 5] : [1, 3, 4, 0, 5, 2])
})

it('finds text in any of the columns, whatever its case, and takes it as it is', async () => {
  const find = async (value: string) => {
    const text = { value, columns: ['d.text', 'd.source'] }
    const { items } = await tables.pairs({ join, ...pair, text, limit: 10 })
    return items.map(({ example }) => example)
  }
  expect(await find('tExT 1')).toEqual([1])
  const text = { value: '%', columns: ['d.text', 'd.source'] }
  expect(await tables.pairs({ join, ...pair, text, show: 'better', limit: 1 })).toMatchObject({ matching: 2 })
  expect(await find("O'CLOCK")).toEqual([5])
  expect(await find('50% of_it')).toEqual([0, 1, 2, 3, 4, 5])
  expect(await find('5%')).toEqual([])
})
