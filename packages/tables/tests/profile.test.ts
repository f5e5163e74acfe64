import { afterAll, expect, it } from 'vitest'
import { TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
const { tables } = fixture
afterAll(() => fixture[Symbol.asyncDispose]())

it('tells of each column how its values are spread, and which are frequent, of the rows that filters leave', async () => {
  const rows = Array.from(
    { length: 160 },
    (_, row) => `${row},${row % 4 === 0 ? 'red' : 'blue'},${row < 20 ? '' : 'x'}`,
  )
  const { path } = await fixture.ingest(['n,colour,text', ...rows].join('\n'))
  const { rows: count, columns } = await tables.profile({ path })
  expect(count).toBe(160)
  expect(columns).toMatchObject([
    { name: 'n', kind: 'number', absent: 0, min: 0, max: 159, mean: 79.5, bins: Array(16).fill(10) },
    {
      name: 'colour',
      kind: 'text',
      distinct: 2,
      min: 3,
      max: 4,
      values: [{ value: 'blue', rows: 120 }, { value: 'red' }],
    },
    { name: 'text', kind: 'text', absent: 20, distinct: 1, bins: [140, ...Array(15).fill(0)] },
  ])
  const some = await tables.profile({ path, columns: ['n'], filters: [{ column: 'n', op: 'lt', value: 0 }] })
  expect(some).toMatchObject({ rows: 0, columns: [{ absent: 0, min: null, max: null, values: [] }] })
})
