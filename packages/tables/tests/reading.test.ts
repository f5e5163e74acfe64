import type { Filter } from '@assay/schemas'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanName } from '../src/child/ingest/column-names.ts'
import { collect, TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
const { tables } = fixture
let csv = ''
let typed = ''

beforeAll(async () => {
  const rows = ['Ann,10,2024-01-02', 'bob,9,2024-01-01', ',x,', '"",-1.5,2023-12-31', "O'Neil; DROP TABLE t --,100,"]
  csv = (await fixture.ingest(`name,points,day\n${rows.join('\n')}\n`)).path
  typed = await fixture.write(
    [
      { name: 'n', type: 'BIGINT' },
      { name: 'x', type: 'DOUBLE' },
      { name: 'is', type: 'BOOLEAN' },
      { name: 'j', type: 'JSON' },
    ],
    [
      [1, 0.5, true, { a: 'deep' }],
      [2n ** 60n, Number.NaN, false, 'plain'],
      [null, Number.POSITIVE_INFINITY, null, null],
    ],
  )
})
afterAll(() => fixture[Symbol.asyncDispose]())

describe('pages', () => {
  it('end early where rows are so large that a whole page would fill the memory', async () => {
    const long = 'x'.repeat(3_000_000)
    const path = await fixture.write(
      [{ name: 't', type: 'VARCHAR' }],
      Array.from({ length: 12 }, () => [long]),
    )
    const sizes: number[] = []
    for (let after: number | null = -1; after !== null; ) {
      const page = await tables.page({ path, limit: 1000, after })
      sizes.push(page.items.length)
      after = page.next_after
    }
    expect(sizes).toEqual([5, 5, 2])
  })

  it('follow each other by example number until the last', async () => {
    const first = await tables.page({ path: csv, columns: ['points'], limit: 3 })
    expect(first).toEqual({
      items: [
        { example: 0, points: '10' },
        { example: 1, points: '9' },
        { example: 2, points: 'x' },
      ],
      next_after: 2,
    })
    const second = await tables.page({ path: csv, columns: ['points'], limit: 2, after: 2 })
    expect(second.items.map(({ example }) => example)).toEqual([3, 4])
    expect(second.next_after).toBeNull()
  })

  it('hold what JSON can hold', async () => {
    const { items } = await tables.page({ path: typed, limit: 10 })
    expect(items).toEqual([
      { example: 0, n: 1, x: 0.5, is: true, j: { a: 'deep' } },
      { example: 1, n: String(2n ** 60n), x: null, is: false, j: 'plain' },
      { example: 2, n: null, x: null, is: null, j: null },
    ])
  })

  it('come in any order, with absent values last', async () => {
    const order = [{ column: 'day', direction: 'descending' }] as const
    const { items, next_after } = await tables.page({ path: csv, order, offset: 1, limit: 3 })
    expect([items.map(({ example }) => example), next_after]).toEqual([[1, 3, 2], null])
  })
})

describe('filters', () => {
  const matches: [Filter, number[]][] = [
    [{ column: 'name', op: 'eq', value: 'Ann' }, [0]],
    [{ column: 'name', op: 'eq', value: '' }, [3]],
    [{ column: 'name', op: 'ne', value: 'Ann' }, [1, 2, 3, 4]],
    [{ column: 'name', op: 'is_null' }, [2]],
    [{ column: 'name', op: 'is_null', value: false }, [0, 1, 3, 4]],
    [{ column: 'name', op: 'contains', value: 'n' }, [0]],
    [{ column: 'name', op: 'contains', value: '%' }, []],
    [{ column: 'name', op: 'in', value: ['bob', "O'Neil; DROP TABLE t --"] }, [1, 4]],
    [{ column: 'name', op: 'in', value: [] }, []],
    [{ column: 'points', op: 'gt', value: 9 }, [0, 4]],
    [{ column: 'points', op: 'lte', value: 9 }, [1, 3]],
    [{ column: 'points', op: 'in', value: [10, 'x'] }, [0, 2]],
    [{ column: 'points', op: 'lt', value: '2' }, [0, 3, 4]],
    [{ column: 'day', op: 'gte', value: '2024-01-01' }, [0, 1]],
  ]
  it.each(matches)('%j', async (filter, expected) => {
    const { items } = await tables.page({ path: csv, filters: [filter], limit: 10 })
    expect(items.map(({ example }) => example)).toEqual(expected)
    expect(await tables.count({ path: csv, filters: [filter] })).toBe(expected.length)
  })

  const typedMatches: [Filter, number[]][] = [
    [{ column: 'n', op: 'eq', value: 1 }, [0]],
    [{ column: 'n', op: 'gt', value: '1' }, [1]],
    [{ column: 'n', op: 'eq', value: 'junk' }, []],
    [{ column: 'x', op: 'lt', value: 1 }, [0]],
    [{ column: 'is', op: 'eq', value: true }, [0]],
    [{ column: 'is', op: 'ne', value: true }, [1, 2]],
    [{ column: 'j', op: 'eq', value: 'plain' }, [1]],
    [{ column: 'j', op: 'contains', value: 'deep' }, [0]],
  ]
  it.each(typedMatches)('%j, of columns with types', async (filter, expected) => {
    const { items } = await tables.page({ path: typed, filters: [filter], limit: 10 })
    expect(items.map(({ example }) => example)).toEqual(expected)
  })

  it('all hold together', async () => {
    const filters: Filter[] = [
      { column: 'points', op: 'gt', value: 5 },
      { column: 'day', op: 'is_null', value: false },
    ]
    expect(await tables.count({ path: csv, filters })).toBe(2)
  })

  it.each([
    { column: 'name', op: 'eq' },
    { column: 'name', op: 'gt', value: ['a'] },
    { column: 'name', op: 'in', value: 'a' },
    { column: 'name', op: 'is_null', value: 'yes' },
  ] satisfies Filter[])('that make no sense are refused: %j', async (filter) => {
    await expect(tables.count({ path: csv, filters: [filter] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      data: { issues: [{ path: 'filters.0.value' }] },
    })
  })
})

describe('unknown columns', () => {
  const hostile = `"; SELECT * FROM read_text('/etc/passwd') --`
  it.each([
    ['chosen', { columns: ['nmae'] }],
    ['filtered', { filters: [{ column: 'nmae', op: 'eq', value: 'x' } satisfies Filter] }],
    ['ordered by', { order: [{ column: 'nmae' }] }],
  ])('are refused with the nearest names when %s', async (_, request) => {
    await expect(tables.page({ path: csv, limit: 1, ...request })).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
      data: { column: 'nmae', nearest: ['name'] },
    })
  })

  it.each(['NAME', 'file_row_number', '*', hostile])('are names that are not exactly there: %s', async (column) => {
    await expect(tables.page({ path: csv, limit: 1, columns: [column] })).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
    })
  })
})

describe('names of columns', () => {
  it('can be anything', async () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => /\S/.test(text))
    const isFree = (text: string) =>
      !text.includes('\0') && cleanName(text) !== '' && !/^(?:example|file_row_number|other)$/i.test(cleanName(text))
    await fc.assert(
      fc.asyncProperty(name.filter(isFree), async (written) => {
        const column = cleanName(written)
        const { path } = await fixture.ingest(`"${written.replaceAll('"', '""')}",other\nvalue,x\n`)
        const filters: Filter[] = [{ column, op: 'eq', value: 'value' }]
        const { items } = await tables.page({ path, columns: [column], filters, order: [{ column }], limit: 1 })
        expect(Object.entries(items[0] ?? {})).toEqual(expect.arrayContaining([[column, 'value']]))
      }),
      {
        numRuns: 30,
        examples: [
          ['__proto__'],
          ["'); DROP TABLE t; --"],
          ['"'],
          ['a"b'],
          ['$1'],
          ['c1'],
          ['\ra\u000e'],
          ['a\r'],
          ['a\r\nb'],
        ],
      },
    )
  }, 60_000)
})

describe('names of files', () => {
  it.each(["it's", '*', '[ab]?', 'k=v', ' x ', '鍵', '$HOME', '"', '{a,b}', '%s'])('can be %s', async (name) => {
    const output_path = fixture.path(name)
    await fixture.ingest('a\nright\n', { output_path })
    expect(await collect(tables.scan({ path: output_path }))).toEqual([{ example: 0, a: 'right' }])
  })
})

describe('scans', () => {
  it('go through a large table in order, in batches, from any example', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => [index, `text ${index}`])
    const path = await fixture.write(
      [
        { name: 'n', type: 'BIGINT' },
        { name: 't', type: 'VARCHAR' },
      ],
      rows,
    )
    let expected = 12_345
    for await (const batch of tables.scan({ path, columns: ['n'], from: expected, batch_size: 100 })) {
      expect(batch.length).toBeLessThanOrEqual(100)
      for (const row of batch) expect(row).toEqual({ example: expected, n: expected++ })
    }
    expect(expected).toBe(30_000)
  })

  it('hold no process while their reader takes its time, and go on afterwards', async () => {
    await using narrow = await TablesFixture.open({ processes: 1 })
    const rows = Array.from({ length: 20_000 }, (_, index) => [index])
    const path = await narrow.write([{ name: 'n', type: 'BIGINT' }], rows)
    const scans = Array.from({ length: 3 }, () => narrow.tables.scan({ path })[Symbol.asyncIterator]())
    const numbers: unknown[] = []
    for (const scan of scans) numbers.push((await scan.next()).value?.length)
    expect(numbers).toEqual([1024, 1024, 1024])
    for (const scan of scans) {
      let count = 1024
      for (let step = await scan.next(); !step.done; step = await scan.next()) count += step.value.length
      expect(count).toBe(20_000)
    }
  })

  it('end when their signal aborts', async () => {
    const controller = new AbortController()
    const scan = tables.scan({ path: csv, batch_size: 1, signal: controller.signal })[Symbol.asyncIterator]()
    await scan.next()
    controller.abort(new Error('enough'))
    await expect(scan.next()).rejects.toThrow('enough')
    expect(await fixture.leftovers()).toEqual([])
  })

  it('leave nothing behind when their reader stops', async () => {
    for await (const batch of tables.scan({ path: csv })) {
      expect(batch.length).toBe(5)
      break
    }
    expect(await fixture.leftovers()).toEqual([])
  })
})

describe('joins', () => {
  const score = async (rows: [number, number][]) =>
    fixture.write(
      [
        { name: 'example', type: 'BIGINT' },
        { name: 'score', type: 'DOUBLE' },
      ],
      rows,
    )
  const joined = async () => [
    {
      path: await score([
        [0, 0.1],
        [1, 0.2],
        [3, 0.4],
      ]),
      columns: ['score'],
      prefix: 'a.',
    },
    {
      path: await score([
        [3, 0.9],
        [0, 0.8],
        [7, 0.5],
      ]),
      columns: ['score'],
      prefix: 'b.',
    },
  ]

  it('align rows by example number, whatever the order of the files', async () => {
    const join = await joined()
    expect(await collect(tables.scan({ join }))).toEqual([
      { example: 0, 'a.score': 0.1, 'b.score': 0.8 },
      { example: 3, 'a.score': 0.4, 'b.score': 0.9 },
    ])
    expect(await tables.alignment({ join })).toEqual({ aligned: 2, examples: 4, lacking: [1, 1] })
  })

  it('are filtered, ordered, counted and paged as other tables', async () => {
    const join = await joined()
    const filters: Filter[] = [{ column: 'b.score', op: 'gt', value: 0.85 }]
    expect(await tables.count({ join, filters })).toBe(1)
    const order = [{ column: 'a.score', direction: 'descending' }] as const
    expect((await tables.page({ join, order, limit: 1 })).items).toMatchObject([{ example: 3 }])
    expect(await tables.page({ join, limit: 1 })).toMatchObject({ items: [{ example: 0 }], next_after: 0 })
    expect((await tables.columns({ join })).map(({ name }) => name)).toEqual(['a.score', 'b.score'])
  })

  it('take tables without a column of examples by the positions of their rows', async () => {
    const [a] = await joined()
    const join = [{ path: csv, columns: ['name'], prefix: '' }, ...(a ? [a] : [])]
    expect((await collect(tables.scan({ join }))).map(({ example, name }) => [example, name])).toEqual([
      [0, 'Ann'],
      [1, 'bob'],
      [3, ''],
    ])
  })
})
