import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { result, startScriptedServer } from '../testing/scripted-server.ts'
import { showProgress } from './progress.ts'

const column = { name: 'text', type: 'VARCHAR' }
const dataset = {
  id: 'set',
  name: 'news',
  version: 3,
  state: 'ready',
  format: 'csv',
  size_bytes: 12_345,
  examples: 40,
  columns: [column, { name: '<img src=x onerror=alert(1)>|\u001b[31m\u202e', type: 'BIGINT' }],
  error: null,
}
const estimate = (middle: number) => ({ estimate: middle, low: middle - 0.05, high: middle + 0.05 })
const verdict = {
  outcome: 'better',
  sentence: 'Trust textrank: it is better on ROUGE-L.',
  metric: 'rougeL',
  baseline_run_id: 'a',
  run_id: 'b',
  difference: estimate(0.1),
  p_value: 0.0001,
  needed_examples: 0,
}
const rougeL = {
  metric: 'rougeL',
  title: 'ROUGE-L F',
  is_detail: false,
  runs: [
    { run_id: 'a', ...estimate(0.3) },
    { run_id: 'b', ...estimate(0.4) },
  ],
  differences: [{ run_id: 'b', baseline_run_id: 'a', difference: estimate(0.1) }],
  verdict: { ...verdict },
}
const comparison = {
  id: 'c',
  state: 'ready',
  baseline_run_id: 'a',
  examples: 40,
  runs: [
    { run_id: 'a', name: 'lead-3' },
    { run_id: 'b', name: 'textrank' },
  ],
  metrics: [rougeL],
  corpus: [],
  verdict,
}
const score = { ...estimate(0.4), n: 40, level: 0.95, method: 'analytic' }
const run = {
  id: 'run',
  name: 'lead-3',
  state: 'succeeded',
  finished_at: '2026-01-01T00:00:00.000Z',
  error: null,
  jobs: [
    {
      kind: 'evaluation',
      name: 'evaluation',
      state: 'succeeded',
      progress: null,
      result: { scores: { rougeL: score } },
    },
  ],
}

const script = {
  'GET /trpc/datasets.get': [result(dataset)],
  'GET /trpc/datasets.list': [result({ items: [dataset], next_cursor: 'more' })],
  'GET /trpc/runs.get': [result(run)],
  'GET /trpc/comparisons.get': [result(comparison)],
  'GET /trpc/audit.list': [result({ items: [], next_cursor: null })],
}

/** What a notebook is given for the result of a cell. */
async function cell(value: unknown): Promise<Record<string, string>> {
  const show: unknown = value instanceof Object ? Reflect.get(value, Symbol.for('Jupyter.display')) : undefined
  if (typeof show !== 'function') throw new Error('nothing is shown')
  return show.call(value)
}

const svg = 'image/svg+xml'

test('a comparison is a sentence, a table and a forest plot', async () => {
  await using server = await startScriptedServer(script)
  const shown = await cell(await server.client().comparisons.get('c'))
  expect(Object.keys(shown)).toEqual(['text/plain', 'text/markdown', 'text/html', svg])
  expect(shown['text/plain']).toBe(
    [
      'Trust textrank: it is better on ROUGE-L. (40 examples, baseline lead-3)',
      '  run       ROUGE-L F',
      '  ────────  ────────────────────',
      '  lead-3    0.300 [0.250, 0.350]',
      '  textrank  0.400 [0.350, 0.450]',
    ].join('\n'),
  )
  expect(shown['text/markdown']).toContain('| textrank | 0.400 \\[0.350, 0.450\\] |')
  expect(shown['text/html']).toContain('<td>0.400 [0.350, 0.450]</td>')
  expect(shown['text/html']).toContain('<svg ')
  expect(shown[svg]).toContain('>ROUGE-L F: difference to lead-3<')
  expect(shown[svg]).toContain('>0.100 [0.050, 0.150]<')
})

test('a verdict of a comparison shows itself, that of one score too', async () => {
  await using server = await startScriptedServer(script)
  const read = await server.client().comparisons.get('c')
  if (read.state !== 'ready') throw new Error('it is ready')
  for (const one of [read.verdict, read.metrics[0]?.verdict]) {
    const shown = await cell(one)
    expect(shown['text/plain']).toContain('Trust textrank')
    expect(shown['text/plain']).toContain('textrank − lead-3')
    expect(shown['text/plain']).toContain('< 0.001')
    expect(shown[svg]).toContain('<circle')
  }
})

test('a run shows its scores with a forest plot, a dataset its columns', async () => {
  await using server = await startScriptedServer(script)
  const { runs, datasets } = server.client()
  const shownRun = await cell(await runs.get('run'))
  expect(shownRun['text/plain']).toContain('Run lead-3: succeeded.\n  score   mean [interval]')
  expect(shownRun[svg]).toContain('>rougeL<')
  const shownDataset = await cell(await datasets.get('set'))
  expect(shownDataset['text/plain']).toContain('Dataset news, version 3: 40 examples, 2 columns (CSV, 12.3 kB).')
})

test('a list shows its first page, and so do the page and all items', async () => {
  await using server = await startScriptedServer({
    ...script,
    'GET /trpc/datasets.list': [
      result({ items: [dataset], next_cursor: null }),
      result({ items: [dataset], next_cursor: null }),
      result({ items: [dataset], next_cursor: null }),
    ],
  })
  const { datasets, audit } = server.client()
  for (const value of [datasets.list(), await datasets.list(), await datasets.list().toArray()]) {
    expect((await cell(value))['text/plain']).toMatch(/^1 item\.\n {2}name +version +state/)
  }
  expect((await cell(audit.list()))['text/plain']).toBe('No items.')
})

test('names from others act upon nothing, in no format', async () => {
  await using server = await startScriptedServer(script)
  const shown = await cell(await server.client().datasets.get('set'))
  for (const text of Object.values(shown)) {
    expect(['\u001b', '\u202e'].filter((character) => text.includes(character))).toEqual([])
    expect(text).toContain('␛')
  }
  expect(shown['text/html']).not.toContain('<img')
  expect(shown['text/markdown']).not.toMatch(/<img|[^\\]\|␛/)
})

test('a terminal prints a sentence and a table, and the sentence alone inside of something', async () => {
  await using server = await startScriptedServer(script)
  const read = await server.client().comparisons.get('c')
  expect(inspect(read)).toMatch(/^Trust textrank.*\n {2}run/)
  expect(inspect({ read })).toBe(
    '{\n  read: Trust textrank: it is better on ROUGE-L. (40 examples, baseline lead-3)\n}',
  )
  expect(inspect(server.client().runs.list())).toContain('await it')
})

test('what is shown stays the plain data that it is', async () => {
  await using server = await startScriptedServer(script)
  const read = await server.client().datasets.get('set')
  expect(JSON.stringify(read)).toBe(JSON.stringify(dataset))
  expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  expect(Reflect.ownKeys({ ...read })).toEqual(Object.keys(dataset))
  expect(structuredClone(read)).toEqual(dataset)
})

test('progress is shown in place, once for each change, and ends', () => {
  const shown: string[] = []
  const onProgress = showProgress({ text: (text) => shown.push(text), end: () => shown.push('end') })
  onProgress({ received_bytes: 500_000, size_bytes: 1_000_000 })
  onProgress({ received_bytes: 500_000, size_bytes: 1_000_000 })
  onProgress({ received_bytes: 1_000_000, size_bytes: 1_000_000 })
  expect(shown).toEqual(['500.0 kB of 1.0 MB uploaded', '1.0 MB of 1.0 MB uploaded', 'end'])
})
