import { randomUUID } from 'node:crypto'
import { AssayError } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform()
})

afterAll(() => platform[Symbol.asyncDispose]())

const newName = () => randomUUID()
const blob = (content: string | Buffer<ArrayBuffer>) => new Blob([content])

async function rowsOf(dataset_id: string): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  for await (const row of platform.client.datasets.rows(dataset_id)) rows.push(row)
  return rows
}

describe('a file that is refused', () => {
  const wide = Array.from({ length: 10_001 }, (_, index) => `c${index}`).join(',')
  const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00, 0x08, 0x00, 0xff, 0xfe])

  it.each([
    { what: 'nothing', content: '', line: null, column: null, reason: 'empty' },
    { what: 'a header alone', content: 'examples,ground_truth\n', line: null, column: null, reason: 'no rows' },
    { what: 'a workbook', content: zip, line: 1, column: null, reason: 'not text' },
    {
      what: 'an encoding that cannot be recognised',
      content: Buffer.from('a,b\n1,2\ncaf\u0081,4\n', 'latin1'),
      line: 3,
      column: null,
      reason: 'not UTF-8',
    },
    { what: 'a row that is too long', content: 'a,b\n1,2\n3,4,5\n', line: 3, column: '3', reason: '3 fields' },
    { what: 'an open quote', content: 'a,b\n1,2\n3,"4\n5,6\n', line: 3, column: 'b', reason: 'never closed' },
    { what: 'two columns of one name', content: 'a,b,a\n1,2,3\n', line: 1, column: 'a', reason: 'same name' },
    { what: 'a column without a name', content: 'a,,c\n1,2,3\n', line: 1, column: '2', reason: 'no name' },
    { what: '10,001 columns', content: `${wide}\n${wide}\n`, line: 1, column: null, reason: '10001 columns' },
    { what: 'a NUL', content: 'a,b\n1,2\n3,x\0y\n', line: 3, column: null, reason: 'NUL' },
  ])('with $what says where and what to do, and leaves a failed dataset', async ({ content, ...flaw }) => {
    const { datasets } = platform.client
    const name = newName()
    const refusal: unknown = await datasets.upload(blob(content), { name, filename: 'bad.csv' }).catch((error) => error)
    const { line, column } = flaw
    const data = { line, column, reason: expect.stringContaining(flaw.reason), hint: expect.stringMatching(/\w.*\.$/s) }
    expect(AssayError.is(refusal, 'TABLE_INVALID')).toBe(true)
    expect(refusal).toMatchObject({ retryable: false, data })
    const { items } = await datasets.list({ name })
    expect(items).toMatchObject([{ state: 'failed', examples: null, columns: null, error: { data } }])
    const dataset_id = items[0]?.id ?? ''
    await expect(rowsOf(dataset_id)).rejects.toMatchObject({ code: 'DATASET_FAILED', retryable: false })
    const original = await datasets.download(dataset_id)
    expect(Buffer.from(await original.bytes()).equals(Buffer.from(content))).toBe(true)
    await datasets.delete(dataset_id)
  })

  it('of a name that tells no format is refused before a dataset is made', async () => {
    const { datasets } = platform.client
    const name = newName()
    await expect(datasets.upload(blob('a,b\n1,2\n'), { name, filename: 'notes.docx' })).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      data: { hint: expect.stringContaining('.csv') },
    })
    expect((await datasets.list({ name })).items).toEqual([])
  })

  it('leaves nothing that can be evaluated', async () => {
    const { datasets, experiments } = platform.client
    const name = newName()
    const { id } = await datasets.upload(blob('a,b\n1,2,3\n'), { name, filename: 'bad.csv', wait: false })
    await expect.poll(async () => (await datasets.get(id)).state).toBe('failed')
    const task = { type: 'summarization' } as const
    await expect(experiments.create({ name, dataset_id: id, task })).rejects.toMatchObject({
      code: 'DATASET_FAILED',
    })
  })
})

describe('a file that is accepted', () => {
  const texts = [
    'naïve',
    '鍵 🗝 𝔘𝔫𝔦',
    '👩‍👩‍👧‍👦 e\u0301 \u202Eabc',
    '\u2028 \u00a0 \ufeff',
    'two\nlines',
    'two\r\nlines',
    'say "so", he said',
    ' x ',
  ]
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const csv = (lineEnd: string) =>
    ['examples,ground_truth', ...texts.map((text, index) => `${quoted(text)},${index}`), ''].join(lineEnd)

  it.each([
    ['LF', csv('\n')],
    ['CRLF', csv('\r\n')],
    ['a byte order mark', `\ufeff${csv('\n')}`],
    ['a byte order mark and CRLF', `\ufeff${csv('\r\n')}`],
  ])('with %s comes back exactly, quoted line ends and astral characters too', async (_, content) => {
    const { datasets } = platform.client
    const dataset = await datasets.upload(blob(content), { name: newName(), filename: 'good.csv' })
    expect(dataset).toMatchObject({ state: 'ready', error: null, examples: texts.length, format: 'csv' })
    expect(dataset.columns?.map(({ name }) => name)).toEqual(['examples', 'ground_truth'])
    const expected = texts.map((text, example) => ({ example, examples: text, ground_truth: String(example) }))
    expect(await rowsOf(dataset.id)).toEqual(expected)
    const original = await (await datasets.download(dataset.id)).bytes()
    expect(Buffer.from(original).equals(Buffer.from(content))).toBe(true)
  })

  it('in Latin-1 is read as windows-1252 when it is announced', async () => {
    const text = 'Ærø, café «à la» naïve ÿ'
    const content = Buffer.from(`examples\n"${text}"\n`, 'latin1')
    const dataset = await platform.client.datasets.upload(blob(content), {
      name: newName(),
      filename: 'old.csv',
      encoding: 'latin-1',
    })
    expect(await rowsOf(dataset.id)).toEqual([{ example: 0, examples: text }])
  })

  it('may be TSV, JSON, JSONL or Parquet, each of which says the same', async () => {
    const { datasets } = platform.client
    const rows = texts.map((examples, index) => ({ examples, n: `${index}` }))
    const tsv = ['examples\tn', ...rows.map((row) => `${quoted(row.examples)}\t${row.n}`)].join('\n')
    const upload = async (content: string | Buffer<ArrayBuffer>, filename: string) =>
      datasets.upload(blob(content), { name: newName(), filename })
    const first = await upload(tsv, 'same.tsv')
    const parquet = await (await datasets.download(first.id, { as: 'parquet' })).bytes()
    const others = [
      await upload(JSON.stringify(rows), 'same.json'),
      await upload(rows.map((row) => JSON.stringify(row)).join('\r\n'), 'same.jsonl'),
      await upload(Buffer.from(parquet), 'same.parquet'),
    ]
    expect(others.map(({ format }) => format)).toEqual(['json', 'jsonl', 'parquet'])
    for (const { id } of [first, ...others]) {
      expect(await rowsOf(id)).toEqual(rows.map((row, example) => ({ example, ...row })))
    }
  })

  it('under a name that is in use is its next version, and the first stays as it was', async () => {
    const { datasets } = platform.client
    const name = newName()
    const one = await datasets.upload(blob('a\nfirst\n'), { name, filename: 'one.csv' })
    await expect(datasets.upload(blob('a,\n1,2\n'), { name, filename: 'bad.csv' })).rejects.toThrow(AssayError)
    const three = await datasets.upload(blob('a\nthird\n'), { name, filename: 'three.csv' })
    expect([one.version, three.version]).toEqual([1, 3])
    expect(await rowsOf(one.id)).toEqual([{ example: 0, a: 'first' }])
    expect(await rowsOf(three.id)).toEqual([{ example: 0, a: 'third' }])
    const { items } = await datasets.list({ name })
    expect(items.map(({ version, state }) => [version, state])).toEqual([
      [3, 'ready'],
      [2, 'failed'],
      [1, 'ready'],
    ])
  })
})

it('has met no answer of 500 in all this', async () => {
  const counters = await (await fetch(`${platform.url}/metrics`)).text()
  expect(counters).toMatch(/status="200"/)
  expect(counters).not.toMatch(/status="5\d\d"/)
})
