import { randomUUID } from 'node:crypto'
import type { Dataset, EvaluateParams, ReadyComparison } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

let platform: Platform

beforeAll(async () => {
  platform = await startPlatform()
})

afterAll(() => platform[Symbol.asyncDispose]())

const task = { type: 'text-generation' } as const

function upload(content: string, filename = 'file.csv', name = randomUUID()) {
  return platform.client.datasets.upload(new Blob([content]), { name, filename })
}

async function evaluate(
  dataset: Dataset,
  { columns = {}, ...params }: { columns?: object } & Pick<Partial<EvaluateParams>, 'models' | 'metrics'> = {},
) {
  const { experiments, runs } = platform.client
  const { id } = await experiments.create({ name: 'e', dataset_id: dataset.id, task, columns })
  const items = await experiments.evaluate(id, { metrics: ['exact_match'], ...params })
  return { experiment_id: id, runs: await Promise.all(items.map((run) => runs.wait(run.id))) }
}

function scoreOf({ jobs }: Awaited<ReturnType<typeof evaluate>>['runs'][number]) {
  const job = jobs.find(({ kind }) => kind === 'evaluation')
  return job?.kind === 'evaluation' ? job.result : null
}

describe('columns', () => {
  it('are found by their usual names, which the dataset tells', async () => {
    const dataset = await upload('Question;Answer;Response\nWho?;Ada;Ada\nWhen?;1815;1816\n')
    expect(dataset.reading).toMatchObject({ delimiter: ';' })
    expect(dataset.reading?.notices.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('"Question" is the input; "Answer" is the reference; "Response" is the prediction'),
    )
    const { runs } = await evaluate(dataset)
    expect(scoreOf(runs[0] ?? never())).toMatchObject({ examples: 2, scores: { exact_match: { estimate: 0.5 } } })
  })

  it('are fields within objects where their path is named, and objects are refused with the paths', async () => {
    const line = { input: { question: 'Who?' }, expected: { answer: 'Ada', of: 'x' }, predictions: 'Ada' }
    const dataset = await upload(`${JSON.stringify(line)}\n`, 'nested.jsonl')
    const { runs, experiment_id } = await evaluate(dataset, { columns: { reference: 'expected.answer' } })
    expect(scoreOf(runs[0] ?? never())).toMatchObject({ scores: { exact_match: { estimate: 1 } } })
    const { items } = await platform.client.runs.examples(runs[0]?.id ?? '')
    expect(items).toMatchObject([{ reference: 'Ada', prediction: 'Ada' }])
    expect(experiment_id).not.toBe('')
    await expect(evaluate(dataset, { columns: { reference: 'expected' } })).rejects.toMatchObject({
      code: 'COLUMN_NESTED',
      data: { column: 'expected', fields: ['expected.answer', 'expected.of'] },
    })
  })

  it('of numbers are compared as the texts that they are in the file', async () => {
    const lines = ['1.0,"predictions":"1.0"', '2.5,"predictions":2.5', '3.0,"predictions":"3"', '4.0,"predictions":4']
    const content = lines.map((line) => `{"examples":"x","ground_truth":${line}}\n`).join('')
    const { runs } = await evaluate(await upload(content, 'numbers.jsonl'), {
      metrics: ['levenshtein', 'accuracy'],
    })
    expect(scoreOf(runs[0] ?? never())).toMatchObject({
      scores: { levenshtein: { estimate: 1 }, accuracy: { estimate: 1 } },
    })
    const { items } = await platform.client.runs.examples(runs[0]?.id ?? '')
    expect(items.map(({ reference, prediction }) => [reference, prediction])).toEqual([
      ['1.0', '1.0'],
      ['2.5', '2.5'],
      ['3.0', '3'],
      ['4.0', '4'],
    ])
  })

  it('that are not there are told with those that are', async () => {
    const dataset = await upload('question,label,response\na,b,c\n')
    await expect(evaluate(dataset)).rejects.toMatchObject({
      code: 'COLUMN_MISSING',
      message: expect.stringContaining('It has "question", "label", "response".'),
    })
  })

  it('in which no example has a reference are refused', async () => {
    const dataset = await upload('question,answer,response\na,,c\nb," ",c\nc,"",d\n')
    await expect(evaluate(dataset)).rejects.toMatchObject({ code: 'COLUMN_EMPTY', data: { column: 'answer' } })
  })

  it('may be called __proto__ in rows, examples and exports', async () => {
    const dataset = await upload('__proto__,ground_truth,predictions\nwho,x,x\n')
    const { items } = await platform.client.datasets.rows(dataset.id)
    expect(Object.entries(items[0] ?? {})).toContainEqual(['__proto__', 'who'])
    const { runs } = await evaluate(dataset, { columns: { input: '__proto__' } })
    const examples = await platform.client.runs.examples(runs[0]?.id ?? '')
    expect(examples.items).toMatchObject([{ input: 'who' }])
  })
})

describe('examples without a reference or an input', () => {
  it('are left out alike, whether nothing or empty text stands there', async () => {
    const dataset = await upload('question,answer,response\na,,x\nb,y,y\nc,"",z\n')
    const { runs } = await evaluate(dataset)
    const result = scoreOf(runs[0] ?? never())
    expect(result).toMatchObject({ examples: 3, scores: { exact_match: { estimate: 1, n: 1 } } })
    expect(result?.unscored).toMatchObject([{ score: 'exact_match', examples: 2 }])
  })

  it('are not given to models, and are no failures of theirs', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => (n === 4 ? ',text 4.' : `text ${n}. More.,text ${n}.`))
    const dataset = await upload(['question,answer', ...rows, ''].join('\n'))
    const { runs } = await evaluate(dataset, { models: [{ provider: 'baseline', model: 'lead-1' }] })
    const [run] = runs
    const inference = run?.jobs.find(({ kind }) => kind === 'inference')
    expect(run?.state).toBe('succeeded')
    expect(inference?.result).toMatchObject({ examples: 9, without_input: 1, failed: 0 })
    expect(scoreOf(run ?? never())).toMatchObject({ examples: 9, scores: { exact_match: { n: 9 } } })
  })
})

describe('answers that are missing', () => {
  const lines = Array.from({ length: 20 }, (_, n) => ({
    examples: `text ${n}`,
    ground_truth: `the answer number ${n} is blue`,
    good: n % 2 === 0 ? `the answer number ${n} is blue` : 'the answer is red',
    lazy: n % 2 === 0 ? `the answer number ${n} is blue` : '',
  }))
  const csv = ['examples,ground_truth,good,lazy', ...lines.map((line) => Object.values(line).join(',')), ''].join('\n')
  const quoted = csv.replaceAll(/,\n/g, ',""\n')
  const jsonl = lines.map((line) => JSON.stringify(line)).join('\n')
  const absent = lines.map((line) => JSON.stringify({ ...line, lazy: line.lazy || undefined })).join('\n')

  async function compared(content: string, filename: string): Promise<ReadyComparison> {
    const models = ['good', 'lazy'].map((column) => ({ provider: 'dataset' as const, column }))
    const { experiments } = platform.client
    const dataset = await upload(content, filename)
    const { id } = await experiments.create({ name: 'e', dataset_id: dataset.id, task })
    const items = await experiments.evaluate(id, { metrics: ['rouge'], models })
    await Promise.all(items.map((run) => platform.client.runs.wait(run.id)))
    return experiments.compare(id)
  }

  it.each([
    ['fields of CSV with nothing in them', csv, 'file.csv'],
    ['quoted fields of CSV with nothing in them', quoted, 'file.csv'],
    ['empty texts of JSON', jsonl, 'file.jsonl'],
    ['fields of JSON that are not there', absent, 'file.jsonl'],
  ])('are told and decide nothing: %s', async (_, content, filename) => {
    const { verdict, runs, metrics, examples, left_out } = await compared(content, filename)
    expect([examples, left_out]).toEqual([20, 0])
    expect(runs).toMatchObject([
      { name: 'good', examples: 20, missing: 0 },
      { name: 'lazy', examples: 20, missing: 10 },
    ])
    const primary = metrics.find(({ metric }) => metric === verdict.metric)
    expect(primary?.runs).toMatchObject([
      { estimate: expect.closeTo(0.8, 1), answered: null },
      { estimate: 0.5, answered: 1 },
    ])
    expect(primary?.differences).toMatchObject([{ outcome: 'undecided', reason: 'missing_answers' }])
    expect(verdict).toMatchObject({ outcome: 'undecided', trusted_run_id: null })
    expect(verdict.sentence).toMatch(/^Undecided: lazy and good do not lack the same share of answers/)
  })
})

it('the same file on another day is the same version, whose runs compare', async () => {
  const name = randomUUID()
  const content = 'question,answer,response\na,b,b\nc,d,x\n'
  const [first, second] = [await upload(content, 'a.csv', name), await upload(content, 'b.csv', name)]
  expect([first.is_new, second.is_new, second.id, second.version]).toEqual([true, false, first.id, 1])
  const days = [await evaluate(first), await evaluate(second)]
  const run_ids = days.flatMap(({ runs }) => runs.map(({ id }) => id))
  const comparison = await platform.client.comparisons.create({ run_ids })
  expect(comparison).toMatchObject({ examples: 2 })
})

it('an export for spreadsheets holds no formulas', async () => {
  const dataset = await upload('examples,ground_truth,a,b\n=1+1,-2,@x,ok\n')
  const { experiment_id } = await evaluate(dataset, {
    models: ['a', 'b'].map((column) => ({ provider: 'dataset', column })),
  })
  const { id } = await platform.client.experiments.compare(experiment_id)
  const exported = async (format: 'csv' | 'jsonl') => (await platform.client.comparisons.export(id, format)).text()
  const csv = await exported('csv')
  expect(csv).toContain(",'=1+1,'-2,'@x,")
  const jsonl = await exported('jsonl')
  expect(JSON.parse(jsonl.split('\n')[0] ?? '')).toMatchObject({ examples: '=1+1', ground_truth: '-2' })
})

function never(): never {
  throw new Error('there is no run')
}
