import { readFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
afterAll(() => fixture[Symbol.asyncDispose]())

const row = { text: '2024-01-01', n: 1, x: 0.1, is: true, list: ['a', 'b'], of: { at: '2024-01-01T00:00:00Z' } }

describe('JSON that is accepted', () => {
  it.each([
    ['on lines', 'jsonl', `${JSON.stringify(row)}\n`],
    ['on lines with CRLF, blank lines and a byte order mark', 'jsonl', `\ufeff\r\n${JSON.stringify(row)}\r\n\r\n`],
    ['in an array', 'json', JSON.stringify([row], null, 2)],
    ['in an array with a byte order mark', 'json', `\ufeff${JSON.stringify([row])}`],
  ] as const)('%s keeps its types, and texts that look like dates as texts', async (_, format, content) => {
    expect(await fixture.rowsOf(content, { format })).toEqual([{ example: 0, ...row }])
  })

  it('finds columns wherever they first occur', async () => {
    const lines = ['{"a":1}', '{"b":"x"}'.concat('\n{"a":2}'.repeat(30_000)), '{"late":[1]}']
    const { columns, rows } = await fixture.ingest(lines.join('\n'), { format: 'jsonl' })
    expect(columns).toMatchObject([
      { name: 'a', type: 'BIGINT' },
      { name: 'b', type: 'VARCHAR' },
      { name: 'late', type: 'BIGINT[]' },
    ])
    expect(rows).toBe(30_003)
  })

  it('keeps values of different kinds in one column as they are', async () => {
    const values = [1, 'x', null, true, { z: [1, 'y'] }, [2], 'null', '1']
    const rows = await fixture.rowsOf(values.map((a) => JSON.stringify({ a })).join('\n'), { format: 'jsonl' })
    expect(rows.map(({ a }) => a)).toEqual(values)
    const nested = await fixture.rowsOf('{"a":[1,"x"]}\n{"a":[]}', { format: 'jsonl' })
    expect(nested.map(({ a }) => a)).toEqual([[1, 'x'], []])
  })

  it('keeps whole numbers beyond 2^53 digit for digit, beside others with decimals too', async () => {
    const content = '{"a":9007199254740993,"b":9007199254740993}\n{"a":0.5,"b":-1}\n'
    const { path, columns } = await fixture.ingest(content, { format: 'jsonl' })
    expect(columns.map(({ type }) => type)).toEqual(['JSON', 'JSON'])
    const { items } = await fixture.tables.page({ path, limit: 2 })
    expect(items).toEqual([
      { example: 0, a: '9007199254740993', b: '9007199254740993' },
      { example: 1, a: 0.5, b: -1 },
    ])
  })

  it('gives numbers with decimals as the texts that they are in the file, where asked to', async () => {
    const lines = ['1.0,"b":1,"c":1.0,"d":{"e":2.0}', '0.1,"b":2,"c":1,"d":{"e":-3.0}', 'null,"b":3,"c":"x","d":null']
    const { path } = await fixture.ingest(lines.map((line) => `{"a":${line}}`).join('\n'), { format: 'jsonl' })
    const join = [{ path, columns: ['a', 'b', 'c', 'd.e'], prefix: '', decimals: 'text' as const }]
    const { items } = await fixture.tables.page({ join, limit: 3 })
    expect(items).toEqual([
      { example: 0, a: '1.0', b: 1, c: '1.0', 'd.e': '2.0' },
      { example: 1, a: '0.1', b: 2, c: 1, 'd.e': '-3.0' },
      { example: 2, a: null, b: 3, c: 'x', 'd.e': null },
    ])
    const { items: numbers } = await fixture.tables.page({ path, limit: 1 })
    expect(numbers).toMatchObject([{ a: 1, b: 1, c: 1 }])
  })

  it('reads fields within objects by their paths, and tells which there are', async () => {
    const content = '{"in":{"q":"Who?","of":{"x.y":1}},"a.b":"z"}'
    const { path, columns } = await fixture.ingest(content, { format: 'jsonl' })
    expect(columns[0]?.fields).toEqual(['in.q', 'in.of', 'in.of.x.y'])
    const { items } = await fixture.tables.page({ path, columns: ['in.q', 'in.of.x.y', 'a.b'], limit: 1 })
    expect(items).toEqual([{ example: 0, 'in.q': 'Who?', 'in.of.x.y': 1, 'a.b': 'z' }])
    await expect(fixture.tables.page({ path, columns: ['in.z'], limit: 1 })).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
    })
  })

  it('keeps any text', async () => {
    const texts = ['', '\0', '"', '\\', '\n', '鍵🗝', '6F9619FF-8B86-D011-B42D-00CF4FC964FF', '10:00:00', ' x ']
    const rows = await fixture.rowsOf(JSON.stringify(texts.map((text) => ({ text }))), { format: 'json' })
    expect(rows.map(({ text }) => text)).toEqual(texts)
  })
})

describe('JSON that is refused', () => {
  it.each([
    ['an empty file', 'jsonl', '', null, 'empty'],
    ['blank lines', 'jsonl', '\n \n', null, 'empty'],
    ['a line that breaks off', 'jsonl', '{"a":1}\n\n{"a":2\n{"a":3}\n', 3, 'not JSON'],
    ['two objects on a line', 'jsonl', '{"a":1}\n{"a":2}{"a":3}\n', 2, 'not JSON'],
    ['an array on a line', 'jsonl', '{"a":1}\n[1]\n', 2, 'no JSON object'],
    ['numbers', 'jsonl', '1\n2\n', 1, 'no JSON object'],
    ['half a character', 'jsonl', '{"a":1}\n{"a":"\\ud800"}\n', 2, 'half a character'],
    ['a name twice in an object', 'jsonl', '{"a":1}\n{"a":1,"a":2}\n', 2, 'twice'],
    ['a comma behind an object', 'jsonl', '{"a":1}\n{"a":2},\n', 2, 'A comma'],
    ['names that differ in case alone', 'jsonl', '{"a":1,"A":2}\n', null, 'same name'],
    ['a name that is taken', 'jsonl', '{"example":1}\n', null, 'reserved'],
    ['an empty name', 'jsonl', '{"":1}\n', null, 'no name'],
    ['empty objects', 'jsonl', '{}\n{}\n', 1, 'empty'],
    ['an empty array', 'json', '[]', null, 'no rows'],
    ['an object instead of an array', 'json', '{"a":1}', 1, 'no array'],
    ['an array that is not closed', 'json', '[{"a":1},\n{"a":2}\n', 3, 'not closed'],
    ['an element that is not JSON', 'json', '[{"a":1},\n\n{"a" 2},\n{"a":3}]', 3, 'not JSON'],
    ['an element that is no object', 'json', '[{"a":1},\n2]', 2, 'no JSON object'],
    ['a comma before the end', 'json', '[{"a":1},\n\n{"a":2},\n]', 3, 'A comma stands before the end of the array.'],
    ['two commas', 'json', '[{"a":1},\n,{"a":2}]', 1, 'A comma follows no object.'],
    ['a wrong line within an object', 'json', '[{"a":1},\n{"a":\n 1 "b"}]', 3, 'not JSON'],
    ['something after the array', 'json', '[{"a":1}]\n\nx', 3, 'follows'],
  ] as const)('for %s', async (_, format, content, line, reason) => {
    await expect(fixture.ingest(content, { format })).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      data: { line, reason: expect.stringContaining(reason) },
    })
  })

  it('without telling where the file lies on the server', async () => {
    const refused = fixture.ingest('{"a":1,"a":2}\n', { format: 'jsonl' })
    await expect(refused).rejects.not.toThrow(fixture.folder)
  })
})

describe('Parquet', () => {
  it('keeps its rows, their order and their types', async () => {
    const columns = [
      { name: 'text', type: 'VARCHAR' },
      { name: 'score', type: 'DOUBLE' },
    ] as const
    const rows = Array.from({ length: 5000 }, (_, index) => [`row ${index}`, index / 3])
    const source_path = await fixture.write(columns, rows)
    const output_path = fixture.path()
    const table = await fixture.tables.ingest({ source_path, format: 'parquet', output_path })
    expect(table).toMatchObject({ rows: 5000, columns })
    const page = await fixture.tables.page({ path: output_path, after: 4997, limit: 5 })
    expect(page.items).toEqual(
      [4998, 4999].map((index) => ({ example: index, text: `row ${index}`, score: index / 3 })),
    )
  })

  it.each([
    ['is cut short', (whole: Buffer) => whole.subarray(0, whole.length - 20)],
    ['has lost its beginning', (whole: Buffer) => whole.subarray(20)],
    ['is something else', () => Buffer.from('a,b\n1,2\n')],
    ['is empty', () => Buffer.alloc(0)],
  ])('is refused when it %s', async (_, damage) => {
    const whole = await readFile(await fixture.write([{ name: 'a', type: 'VARCHAR' }], [['x']]))
    await expect(fixture.ingest(damage(whole), { format: 'parquet' })).rejects.toMatchObject({ code: 'TABLE_INVALID' })
  })

  it('is refused without rows, and with a name that is taken', async () => {
    const empty = await readFile(await fixture.write([{ name: 'a', type: 'VARCHAR' }], []))
    await expect(fixture.ingest(empty, { format: 'parquet' })).rejects.toMatchObject({
      data: { reason: 'The file has no rows.' },
    })
    const taken = await readFile(await fixture.write([{ name: 'example', type: 'BIGINT' }], [[1]]))
    await expect(fixture.ingest(taken, { format: 'parquet' })).rejects.toMatchObject({
      data: { column: 'example', reason: expect.stringContaining('reserved') },
    })
  })
})
