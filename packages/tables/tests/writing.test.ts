import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { WrittenColumn } from '../src/index.ts'
import { collect, TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
const { tables } = fixture
afterAll(() => fixture[Symbol.asyncDispose]())

const columns: WrittenColumn[] = [
  { name: 'text', type: 'VARCHAR' },
  { name: 'x', type: 'DOUBLE' },
  { name: 'n', type: 'BIGINT' },
  { name: 'is', type: 'BOOLEAN' },
  { name: 'j', type: 'JSON' },
]

describe('writing', () => {
  it('gives back any values', async () => {
    const row = fc.tuple(
      fc.option(fc.string({ unit: 'binary' })),
      fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      fc.option(fc.maxSafeInteger()),
      fc.option(fc.boolean()),
      fc.option(fc.jsonValue().filter((value) => value !== null)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const path = await fixture.write(columns, rows)
        const read = await collect(tables.scan({ path }))
        const expected = rows.map((values) => values.map((value) => (value === null ? null : asJson(value))))
        expect(read.map((values) => columns.map(({ name }) => values[name]))).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('takes whole numbers of 64 bits and rows that come late, in batches of any size', async () => {
    const output_path = fixture.path()
    const rows = async function* () {
      yield [[2n ** 63n - 1n]]
      await new Promise(setImmediate)
      yield []
      yield Array.from({ length: 5000 }, (_, index) => [index])
    }
    const written = await tables.write({ output_path, columns: [{ name: 'n', type: 'BIGINT' }], rows: rows() })
    expect(written.rows).toBe(5001)
    expect((await tables.page({ path: output_path, limit: 2 })).items.map(({ n }) => n)).toEqual([
      '9223372036854775807',
      0,
    ])
  })

  it('leaves nothing when the rows break off', async () => {
    const output_path = fixture.path()
    const rows = async function* () {
      yield [[1]]
      throw new Error('broken')
    }
    await expect(tables.write({ output_path, columns: [{ name: 'n', type: 'BIGINT' }], rows: rows() })).rejects.toThrow(
      'broken',
    )
    await expect(readFile(output_path)).rejects.toThrow('ENOENT')
    expect(await fixture.leftovers()).toEqual([])
  })

  it.each([
    ['VARCHAR', 1],
    ['DOUBLE', '1'],
    ['BIGINT', 1.5],
    ['BOOLEAN', 'true'],
    ['JSON', () => {}],
  ] as const)('refuses what is no %s', async (type, value) => {
    await expect(fixture.write([{ name: 'a', type }], [[value]])).rejects.toThrow(TypeError)
  })

  it('refuses rows of another width', async () => {
    await expect(fixture.write([{ name: 'a', type: 'BIGINT' }], [[1, 2]])).rejects.toThrow('2 values')
  })
})

describe('converting', () => {
  const written = [
    ['a,"b"', 0.5, 1, true, { z: ['1'] }],
    ['', null, null, false, 'text'],
    [null, -1e300, 2, null, null],
  ]

  it('to CSV can be read again', async () => {
    const output_path = fixture.path('table.csv')
    const { size_bytes } = await tables.convert({
      path: await fixture.write(columns, written),
      format: 'csv',
      output_path,
    })
    const content = await readFile(output_path, 'utf8')
    expect(content).toHaveLength(size_bytes)
    const rows = await fixture.rowsOf(content)
    expect(rows).toMatchObject([
      { text: 'a,"b"', x: '0.5', n: '1', is: 'true', j: '{"z":["1"]}' },
      { text: '', x: null, n: null, is: 'false', j: 'text' },
      { text: null, n: '2', is: null, j: null },
    ])
  })

  it.each(['jsonl', 'parquet'] as const)('to %s keeps the values', async (format) => {
    const output_path = fixture.path()
    const path = await fixture.write(columns, written)
    await tables.convert({ path, format, output_path })
    const again = await fixture.ingest(await readFile(output_path), { format })
    expect(await collect(tables.scan({ path: again.path }))).toEqual(await collect(tables.scan({ path })))
  })

  it('takes chosen columns and rows, in order', async () => {
    const output_path = fixture.path()
    const path = await fixture.write(columns, written)
    const filters = [{ column: 'n', op: 'is_null', value: false } as const]
    await tables.convert({ path, format: 'csv', output_path, columns: ['n', 'text'], filters })
    expect(await readFile(output_path, 'utf8')).toBe('n,text\n1,"a,""b"""\n2,\n')
  })

  it('gives columns other names, and numbers the examples', async () => {
    const output_path = fixture.path()
    const path = await fixture.write(columns, written)
    const named = { columns: ['n', 'text'], names: ['count', 'a "name"'], example_name: 'example' }
    await tables.convert({ path, format: 'csv', output_path, ...named })
    expect(await readFile(output_path, 'utf8')).toBe('example,count,"a ""name"""\n0,1,"a,""b"""\n1,,""\n2,2,\n')
  })
})

function asJson(value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : JSON.parse(JSON.stringify(value))
}
