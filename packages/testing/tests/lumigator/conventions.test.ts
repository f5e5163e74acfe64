import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../../src/index.ts'
import { type Client, clientOf, textIn } from './client.ts'

let platform: Platform
let client: Client
let dataset_id: string

const unknown = 'd34dbeef-4bea-4d19-ad06-214202165812'

beforeAll(async () => {
  platform = await startPlatform()
  client = clientOf(platform, platform.user)
  dataset_id = textIn((await client.upload(newsCsv(3), 'news.csv')).json, 'id')
})

afterAll(async () => platform[Symbol.asyncDispose]())

it.each([
  ['GET', '/api/v1/datasets'],
  ['POST', '/api/v1/datasets'],
  ['GET', '/api/v1/jobs?skip=1&limit=2'],
  ['POST', '/api/v1/jobs/inference'],
  ['POST', '/api/v1/jobs/annotate'],
  ['POST', '/api/v1/jobs/evaluator'],
  ['POST', '/api/v1/experiments'],
  ['POST', '/api/v1/workflows'],
  ['GET', '/api/v1/models'],
  ['GET', '/api/v1/health'],
  ['GET', '/api/v1/settings/secrets'],
])('sends %s %s to where it is, keeping method and body', async (method, path) => {
  const answer = await client.ask(method, path, method === 'POST' ? {} : undefined)
  const [before = '', query] = path.split('?')
  const expected = `${platform.url}/lumigator${before}/${query === undefined ? '' : `?${query}`}`
  expect([answer.status, answer.headers.get('location')]).toEqual([307, expected])
})

it('greets, says that it is well, and describes itself, whoever asks', async () => {
  const stranger = clientOf(platform)
  expect((await stranger.ask('GET', '/')).json).toEqual({ Hello: 'Lumigator!🐊' })
  expect((await client.ask('GET', '/api/v1/health/')).json).toEqual({ status: 'OK', deployment_type: 'local' })
  const { json } = await stranger.ask('GET', '/openapi.json')
  expect(json).toMatchObject({ info: { title: 'Lumigator Backend', version: '0.0.1' } })
  expect((await stranger.ask('GET', '/docs/')).text).toContain('Lumigator Backend')
})

it.each<[string, string, unknown, number, unknown]>([
  ['GET', `/api/v1/datasets/${unknown}`, undefined, 404, `Dataset with ID ${unknown} not found`],
  ['DELETE', `/api/v1/datasets/${unknown}`, undefined, 404, `Dataset with ID ${unknown} not found`],
  [
    ...(['GET', `/api/v1/datasets/${unknown}/download`, undefined, 404] as const),
    `Dataset with ID ${unknown} not found: error getting dataset download`,
  ],
  ['GET', `/api/v1/experiments/${unknown}`, undefined, 404, `Experiment with ID ${unknown} not found`],
  ['DELETE', `/api/v1/experiments/${unknown}`, undefined, 404, `Experiment with ID ${unknown} not found`],
  ['GET', '/api/v1/experiments/48', undefined, 404, 'Experiment with ID 48 not found'],
  ['GET', `/api/v1/jobs/${unknown}`, undefined, 404, `Job with ID ${unknown} not found`],
  ['GET', `/api/v1/jobs/${unknown}/logs`, undefined, 404, `Job with ID ${unknown} not found`],
  ['GET', `/api/v1/jobs/${unknown}/result/download`, undefined, 404, `Job with ID ${unknown} not found`],
  ['GET', `/api/jobs/${unknown}`, undefined, 404, `Job with ID ${unknown} not found`],
  ['GET', '/api/v1/workflows/nothing', undefined, 404, 'Workflow with ID nothing not found'],
  ['GET', `/api/v1/workflows/${unknown}/logs`, undefined, 404, `Workflow with ID ${unknown} not found`],
  ['DELETE', `/api/v1/workflows/${unknown}`, undefined, 404, `Workflow with ID ${unknown} not found`],
  [
    ...(['POST', '/api/v1/workflows/', { name: 'w', model: 'm', provider: 'hf' }, 400] as const),
    "Cannot create workflow 'w': No experiment found.",
  ],
  [
    ...(['GET', '/api/v1/models/?tasks=text-generation', undefined, 400] as const),
    "Unsupported task(s): {'text-generation'}. Choose from: {'summarization', 'translation'}",
  ],
  ['GET', `/api/v1/tasks/${unknown}`, undefined, 404, `Task '${unknown}' not found.`],
  ['GET', `/api/v1/experiments/${unknown}/result`, undefined, 404, `Experiment ${unknown} not found.`],
  ['GET', '/api/v1/nothing', undefined, 404, 'Not Found'],
  ['PUT', '/api/v1/datasets/', undefined, 405, 'Method Not Allowed'],
])('answers %s %s %j with %i', async (method, path, body, status, detail) => {
  const answer = await client.ask(method, path, body)
  expect([answer.status, answer.json]).toEqual([status, { detail }])
})

describe('what a client sends', () => {
  const job = (more: object) => ({
    name: 'n',
    dataset: unknown,
    job_config: { model: 'm', provider: 'assay' },
    ...more,
  })

  it.each<[string, unknown, unknown]>([
    ['/api/v1/experiments/', undefined, [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]],
    [
      '/api/v1/experiments/',
      { name: 'n', dataset: unknown, max_samples: 'zz' },
      [
        {
          type: 'int_parsing',
          loc: ['body', 'max_samples'],
          msg: 'Input should be a valid integer, unable to parse string as an integer',
          input: 'zz',
        },
      ],
    ],
    [
      '/api/v1/experiments/',
      { name: 5, dataset: unknown },
      [{ type: 'string_type', loc: ['body', 'name'], msg: 'Input should be a valid string', input: 5 }],
    ],
    [
      '/api/v1/experiments/',
      { name: 'n', dataset: unknown, task_definition: { task: 'summarization', more: 1 } },
      [{ type: 'extra_forbidden', msg: 'Extra inputs are not permitted' }],
    ],
    [
      '/api/v1/experiments/',
      { name: 'n', dataset: unknown, task_definition: { task: 'translation', source_language: 'en' } },
      [{ type: 'missing', msg: 'Field required' }],
    ],
    [
      '/api/v1/jobs/inference/',
      job({ batch_size: 0 }),
      [{ type: 'greater_than', loc: ['body', 'batch_size'], msg: 'Input should be greater than 0', ctx: { gt: 0 } }],
    ],
    [
      '/api/v1/jobs/inference/',
      job({ job_config: { model: 'm', provider: 'hf', generation_config: { more: 1 } } }),
      [{ type: 'extra_forbidden', loc: ['body', 'job_config', 'generation_config', 'more'], input: 1 }],
    ],
    [
      '/api/v1/jobs/inference/',
      job({ job_config: { model: 'm', provider: 'hf', job_type: 'annotate' } }),
      [{ type: 'literal_error', msg: "Input should be 'inference'", ctx: { expected: "'inference'" } }],
    ],
    ['/api/v1/jobs/annotate/', { name: 'n', dataset: unknown }, [{ type: 'missing', loc: ['body', 'job_config'] }]],
    ['/api/v1/jobs/evaluator/', { name: 'n', dataset: 'x', job_config: {} }, [{ type: 'uuid_parsing' }]],
  ])('is refused at %s: %j', async (path, body, faults) => {
    const answer = await client.ask('POST', path, body)
    expect([answer.status, answer.json]).toMatchObject([422, { detail: faults }])
  })

  it('may be written as loosely as pydantic takes it, with fields that nobody knows', async () => {
    const dataset = dataset_id.replaceAll('-', '')
    const loose = { name: 'loose', dataset, max_samples: '2', id: 7, task: 'x' }
    const { status, json } = await client.ask('POST', '/api/v1/experiments/', loose)
    expect([status, json]).toMatchObject([201, { max_samples: 2, dataset: dataset_id, workflows: [] }])
    expect((await client.ask('DELETE', `/api/v1/experiments/${textIn(json, 'id')}`)).text).toBe('null')
    const { status: gone } = await client.ask('DELETE', `/api/v1/experiments/${textIn(json, 'id')}`)
    expect(gone).toBe(404)
  })
})

describe('datasets', () => {
  it('are answered as they were uploaded, under an address that the client can follow', async () => {
    const csv = newsCsv(2)
    const { status, headers, json } = await client.upload(csv, 'two.csv')
    const id = textIn(json, 'id')
    expect(status).toBe(201)
    expect(headers.get('location')).toBe(`${platform.url}/lumigator/api/v1/datasets/${id}`)
    expect(json).toEqual({
      ...{ id, filename: 'two.csv', format: 'job', size: csv.length, ground_truth: true },
      ...{ run_id: null, generated: false, generated_by: null, created_at: expect.any(String) },
    })
    const again = await client.upload(csv, 'two.csv')
    expect(textIn(again.json, 'id')).not.toBe(id)
    expect((await client.ask('DELETE', `/api/v1/datasets/${id}`)).status).toBe(204)
    expect((await client.ask('DELETE', `/api/v1/datasets/${id}`)).status).toBe(404)
    const list = await client.ask('GET', '/api/v1/datasets/?limit=1')
    expect(list.json).toMatchObject({ total: 2, items: [{ id: textIn(again.json, 'id') }] })
    expect((await client.ask('GET', '/api/v1/datasets/?skip=1')).json).toMatchObject({ items: [{ id: dataset_id }] })
  })

  it.each<[string, string | Uint8Array<ArrayBuffer>, number, string]>([
    ['a column is missing', 'ground_truth\nx\n', 403, 'Dataset is missing required fields: examples'],
    ['nothing is in it', '', 403, 'Dataset is missing required fields: examples'],
    ['it is no text', new Uint8Array([0xff, 0xfe, 0x80]), 422, 'Dataset is invalid: not a CSV file'],
    [
      ...(['it is too large', new Uint8Array(50_000_001).fill(97), 413] as const),
      'Dataset upload exceeds the 50.0MB limit',
    ],
  ])('are refused where %s', async (_, csv, status, detail) => {
    const answer = await client.upload(csv)
    expect([answer.status, answer.json]).toEqual([status, { detail }])
  })

  it.each([
    ['examples\na\n', false],
    ['examples,ground_truth\na,\nb,x\n', false],
    ['examples,ground_truth\na,"  "\n', false],
    ['\ufeffexamples,ground_truth,more\na,"x\ny",z\n', true],
    ['examples,ground_truth\na,x\nb\n', false],
  ])('have references when every row has one: %j', async (csv, ground_truth) => {
    const { status, json } = await client.upload(csv)
    expect([status, json]).toMatchObject([201, { ground_truth }])
  })

  it('are downloaded as four files without any credential', async () => {
    const path = `/api/v1/datasets/${dataset_id}/download`
    const urlsOf = async (query: string) => {
      const { json } = await client.ask('GET', path + query)
      return Array.isArray(json['download_urls']) ? json['download_urls'].map(String) : []
    }
    const urls = await urlsOf('')
    const names = ['data-00000-of-00001.arrow', 'dataset_info.json', 'state.json', 'dataset.csv']
    expect(urls.map((url) => url.split('?')[0])).toEqual(
      names.map((name) => `${platform.url}/lumigator/files/datasets/${dataset_id}/news.csv/${name}`),
    )
    expect([await urlsOf('?extension=%20CSV'), await urlsOf('?extension=x')]).toEqual([[expect.any(String)], []])
    const [arrow, info, state, csv] = await Promise.all(urls.map((url) => fetch(url)))
    const rows = newsCsv(3).replaceAll(/^"(.*?)",/gm, '$1,')
    expect(await csv?.text()).toBe(`${rows}\n`)
    expect((await arrow?.arrayBuffer())?.byteLength).toBeGreaterThan(500)
    const text = { dtype: 'string', _type: 'Value' }
    expect(await info?.json()).toMatchObject({ features: { examples: text, ground_truth: text } })
    expect(await state?.json()).toMatchObject({ _data_files: [{ filename: names[0] }] })
    expect((await fetch(`${urls[0]}x`)).status).toBe(403)
    expect(
      (await fetch(String(urls[0]).replace('.arrow?', '.csv?').replace('data-00000-of-00001', 'dataset'))).status,
    ).toBe(403)
  })
})

it('lists exactly the fourteen models of the ancestor, by task where that is asked', async () => {
  const models = async (query: string) => (await client.ask('GET', `/api/v1/models/${query}`)).json
  expect(await models('')).toMatchObject({ total: 14 })
  expect(await models('?tasks=SUMMARIZATION')).toMatchObject({ total: 8 })
  expect(await models('?tasks=translation')).toMatchObject({ total: 12 })
  expect(await models('?tasks=translation&tasks=summarization')).toMatchObject({ total: 14 })
})

it('keeps secrets under small letters, and never tells their values', async () => {
  const path = '/api/v1/settings/secrets'
  const list = async () => (await client.ask('GET', `${path}/`)).text
  expect(await list()).toBe('[]')
  const put = (body: object) => client.ask('PUT', `${path}/OpenAI_api_key`, body)
  const first = await put({ value: 'sk-1', description: 'a key' })
  expect([first.status, first.text]).toEqual([201, 'null'])
  expect((await put({ value: 'sk-2', description: 'another' })).status).toBe(204)
  expect(await list()).toBe('[{"name":"openai_api_key","description":"another"}]')
  expect((await put({ value: '', description: '' })).json).toMatchObject({ detail: [{ type: 'string_too_short' }] })
  for (let times = 0; times < 2; times += 1) {
    expect((await client.ask('DELETE', `${path}/OPENAI_API_KEY`)).status).toBe(204)
  }
  expect(await list()).toBe('[]')
})

it('keeps the tasks of the tutorial', async () => {
  const { status, json } = await client.ask('POST', '/api/v1/tasks/', { name: 'qa_eval', models: ['assay://lead-1'] })
  expect(status).toBe(201)
  const id = textIn(json, 'id')
  expect((await client.ask('GET', '/api/v1/tasks/')).json).toEqual({ total: 1, items: [json] })
  expect((await client.ask('GET', `/api/v1/tasks/${id}/models`)).json).toMatchObject({ total: 3 })
  expect((await client.ask('DELETE', `/api/v1/tasks/${id}`)).status).toBe(204)
})
