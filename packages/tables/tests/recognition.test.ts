import { afterAll, describe, expect, it } from 'vitest'
import { TablesFixture } from './tables-fixture.ts'

const fixture = await TablesFixture.open()
afterAll(() => fixture[Symbol.asyncDispose]())

/** Bytes of windows-1252, which Node cannot write: curly quotes, the dash and the euro sign are not in Latin-1. */
function western(text: string): Buffer {
  const codes = new Map(
    [...'€‚„…‘’“”–—'].map((sign, at) => [sign, [128, 130, 132, 133, 145, 146, 147, 148, 150, 151][at]]),
  )
  return Buffer.from([...text].map((character) => codes.get(character) ?? character.charCodeAt(0)))
}

function big(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
}

const two = [{ example: 0, a: 'x y', b: 'é' }]

describe('a file is read as it is', () => {
  it.each([
    ['semicolons', 'csv', 'a;b\nx y;é\n', { delimiter: ';' }],
    ['semicolons and commas within fields', 'csv', 'a;b\n"1,5";"2;3"\n1,5;3\n', { delimiter: ';' }],
    ['semicolons and a comma in the header', 'csv', 'a, or so;b\nx;y\n', { delimiter: ';' }],
    ['a line that tells semicolons', 'csv', 'sep=;\r\na;b\r\nx y;é\r\n', { delimiter: ';' }],
    ['a quoted line that tells vertical bars', 'csv', '"sep=|"\na|b\nx y|é\n', { delimiter: '|' }],
    ['tabs', 'csv', 'a\tb\nx y\té\n', { delimiter: '\t', quote: 'double' }],
    ['commas although it is called TSV', 'tsv', 'a,b\nx y,é\n', { delimiter: ',' }],
    ['vertical bars', 'csv', 'a|b\nx y|é\n', { delimiter: '|' }],
    ['semicolons at the end of each row', 'csv', 'a;b;\nx y;é;\n', { delimiter: ';' }],
    ['UTF-8', 'csv', 'a,b\nx y,é\n', { delimiter: ',', encoding: 'utf-8', decimal: '.' }],
    ['UTF-8 with a mark', 'csv', '\ufeffa,b\nx y,é\n', { encoding: 'utf-8' }],
    ['UTF-16', 'csv', Buffer.from('\ufeffa,b\nx y,é\n', 'utf16le'), { encoding: 'utf-16le' }],
    ['UTF-16, big end first, between tabs', 'csv', big('a\tb\nx y\té\n'), { encoding: 'utf-16be', delimiter: '\t' }],
    ['windows-1252', 'csv', western('a,b\nx y,é\n'), { encoding: 'windows-1252' }],
  ] as const)('with %s', async (_, format, content, expected) => {
    const { reading } = await fixture.ingest(content, { format })
    expect(reading).toMatchObject(expected)
    const rows = await fixture.rowsOf(content, { format })
    if (String(content).includes('x y')) expect(rows).toEqual(two)
  })

  it('without damage to the quotes and dashes of windows-1252, whatever name it is given', async () => {
    const content = western('a;b\n“Wieviel?” – „8,50 €“;it’s…\n')
    const expected = [{ example: 0, a: '“Wieviel?” – „8,50 €“', b: 'it’s…' }]
    expect(await fixture.rowsOf(content)).toEqual(expected)
    expect(await fixture.rowsOf(content, { reading: { encoding: 'latin-1' } })).toEqual(expected)
    expect(await fixture.rowsOf(content, { reading: { encoding: 'windows-1252' } })).toEqual(expected)
  })

  it.each([
    [
      'Polish of windows-1250',
      Buffer.from([
        0x61, 0x0a, 0x7a, 0x61, 0xbf, 0xf3, 0xb3, 0xe6, 0x20, 0x67, 0xea, 0x9c, 0x6c, 0xb9, 0x6a, 0xb9, 0x61,
      ]),
    ],
    ['Russian of windows-1251', Buffer.from([0x61, 0x0a, 0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2, 0x20, 0xea, 0xe0, 0xea])],
    ['UTF-8 with a damaged letter', Buffer.concat([Buffer.from('a\nÜber naïve cafés\n'), Buffer.from([0xe9, 0x0a])])],
  ])('unless it is %s', async (_, content) => {
    await expect(fixture.ingest(content)).rejects.toMatchObject({
      code: 'TABLE_INVALID',
      data: { reason: 'The text is not UTF-8.', hint: expect.stringContaining('say which encoding') },
    })
  })

  it('or as was said, where that is another reading', async () => {
    const content = 'a,b;c\n1,2;3\n'
    expect(await fixture.rowsOf(content, { reading: { delimiter: ';' } })).toEqual([
      { example: 0, 'a,b': '1,2', c: '3' },
    ])
    const quoted = 'a\tb\n"x"\ty\n'
    expect(await fixture.rowsOf(quoted, { format: 'tsv', reading: { quote: 'none' } })).toEqual([
      { example: 0, a: '"x"', b: 'y' },
    ])
    await expect(fixture.ingest('\ufeffa\nx\n', { reading: { encoding: 'windows-1252' } })).rejects.toMatchObject({
      data: { reason: 'The file begins with the byte order mark of utf-8, so it is not windows-1252.' },
    })
  })
})

describe('double quotes between tabs', () => {
  it.each([
    [
      'within and at the beginning of fields',
      'a\tb\nplush "Puig" toy\t"Puig" toy\n"start only\tx\n',
      'none',
      '"start only',
    ],
    ['that open a field and close another', 'a\tb\n"start only\tx\ny\tz\nend only"\tz\n', 'none', '"start only'],
    ['around a field of several lines', 'a\tb\n"1\n2"\tx\n"y"\tz\n', 'double', '1\n2'],
  ])('%s are told from quotation', async (_, content, quote, text) => {
    const { reading, path } = await fixture.ingest(content, { format: 'tsv' })
    expect(reading.quote).toBe(quote)
    const { items } = await fixture.tables.page({ path, limit: 9 })
    expect(items.map(({ a }) => a)).toContain(text)
  })

  it('are found to be text far into a file', async () => {
    const content = `a\tb\n${'x\ty\n'.repeat(200_000)}"Puig" toy\tz\n`
    const { reading, path, rows } = await fixture.ingest(content, { format: 'tsv' })
    expect([reading.quote, rows]).toEqual(['none', 200_001])
    expect((await fixture.tables.page({ path, after: 199_999, limit: 1 })).items[0]).toMatchObject({ a: '"Puig" toy' })
  })
})

describe('names of columns', () => {
  it.each([
    ['an index without a name', ',a\n0,x\n', ['index', 'a'], 'column_index'],
    ['an index beside a column of that name', ',Index\n0,x\n', ['index_2', 'Index'], 'column_index'],
    ['blanks around them', 'a, b ,\tc\n1,2,3\n', ['a', 'b', 'c'], 'columns_renamed'],
    ['line ends and what turns text', '"a\nb",\u202ec\u200b\n1,2\n', ['a b', 'c'], 'columns_renamed'],
  ])('with %s are mended, which is told', async (_, content, names, code) => {
    const { columns, reading } = await fixture.ingest(content)
    expect(columns.map(({ name }) => name)).toEqual(names)
    expect(reading.notices.map((notice) => notice.code)).toContain(code)
  })

  it('are mended in JSON and Parquet too', async () => {
    const json = await fixture.ingest('{" a ":1,"b\\u202e":2}', { format: 'jsonl' })
    expect(json.columns.map(({ name }) => name)).toEqual(['a', 'b'])
    const source_path = await fixture.write([{ name: ' a\n', type: 'VARCHAR' }], [['x']])
    const parquet = await fixture.tables.ingest({ source_path, format: 'parquet', output_path: fixture.path() })
    expect(parquet.columns).toMatchObject([{ name: 'a' }])
  })

  it('are refused when nothing is left to tell them apart', async () => {
    await expect(fixture.ingest('a,a\u200b\n1,2\n')).rejects.toMatchObject({
      data: { reason: expect.stringContaining('same name') },
    })
  })
})

describe('what a user should know of a file', () => {
  const told = async (content: string, request: Parameters<TablesFixture['ingest']>[1] = {}) =>
    new Map((await fixture.ingest(content, request)).reading.notices.map(({ code, message }) => [code, message]))

  it('is nothing where all is usual', async () => {
    expect(await told('examples,ground_truth,predictions\na,b,c\n')).toEqual(new Map())
  })

  it('is that rows were filled, with the first line of them', async () => {
    const content = 'examples,ground_truth\n"a, b"\nc,d\ne\n'
    expect(await fixture.rowsOf(content)).toEqual([
      { example: 0, examples: 'a, b', ground_truth: null },
      { example: 1, examples: 'c', ground_truth: 'd' },
      { example: 2, examples: 'e', ground_truth: null },
    ])
    const notices = await told(content)
    expect(notices.get('rows_filled')).toMatch(/^2 rows end before their last columns, from line 2 on/)
    expect(notices.get('reference_absent')).toMatch(/^2 of 3 examples have nothing in "ground_truth"/)
  })

  it('is which columns were recognised, and which could be meant too', async () => {
    const notices = await told('id,Question,prompt,Expected Output,response\n1,a,b,c,d\n')
    expect(notices.get('columns_recognised')).toBe(
      'By their names: "Question" is the input ("prompt" could be it too); "Expected Output" is the reference; ' +
        '"response" is the prediction. Name others if not.',
    )
  })

  it('is that another delimiter would fit too', async () => {
    expect((await told('a,b;c,d\n1,2;3,4\n')).get('ambiguous')).toMatch(/between fields; semicolons would fit too/)
  })

  it('is how many examples repeat an input, and what looks like a list', async () => {
    const notices = await told('question,answers\nx,"[\'a\', \'b\']"\nx,"[""c""]"\nx,[1]\n')
    expect(notices.get('duplicates')).toMatch(/^2 of 3 examples have the same "question" as one before/)
    expect(notices.get('list_like')).toMatch(/^2 cells look like lists in "answers".*\{"answers": \["one", "other"\]\}/)
  })

  it('is which numbers have decimal commas, which filters then compare as numbers', async () => {
    const content = 'text;score\na;0,5\nb;1.000,25\nc;\n'
    const { path, reading } = await fixture.ingest(content)
    expect(reading.decimal).toBe(',')
    const filters = [{ column: 'score', op: 'gt', value: 0.75 } as const]
    const { items } = await fixture.tables.page({ path, filters, decimal: ',', limit: 9 })
    expect(items).toEqual([{ example: 1, text: 'b', score: '1.000,25' }])
    expect((await fixture.ingest(content, { reading: { decimal: '.' } })).reading.decimal).toBe('.')
  })

  it('is how many rows hold nothing in a column', async () => {
    const { columns } = await fixture.ingest('{"a":"","b":null,"c":[1]}\n{"a":" \\n","c":null}\n{"a":"x","b":1}\n', {
      format: 'jsonl',
    })
    expect(columns.map(({ empty }) => empty)).toEqual([2, 2, 2])
  })
})
