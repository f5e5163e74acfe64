import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { type Behaviour, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const count = 20

interface Asked {
  readonly table?: { readonly text: string; readonly filename: string }
  readonly columns?: { readonly input: string; readonly reference?: string }
  readonly model?: object
  readonly evaluation?: object
}

async function prepare(platform: Platform, { table, columns }: Pick<Asked, 'table' | 'columns'> = {}) {
  const { text, filename } = table ?? { text: newsCsv(count), filename: 'news.csv' }
  const dataset = await platform.client.datasets.upload(new Blob([text]), { filename })
  const { id } = await platform.client.experiments.create({
    name: 'asked',
    dataset_id: dataset.id,
    task: { type: 'text-generation' },
    ...(columns && { columns }),
  })
  return id
}

async function evaluate(
  platform: Platform,
  base_url: string,
  { model, evaluation, ...asked }: Asked & { id?: string },
) {
  const id = asked.id ?? (await prepare(platform, asked))
  const models = [{ provider: 'openai-compatible' as const, model: 'test', base_url, ...model }]
  const [run] = await platform.client.experiments.evaluate(id, { models, metrics: ['exact_match'], ...evaluation })
  return platform.client.runs.wait(run?.id ?? '')
}

function inferenceOf(run: Awaited<ReturnType<typeof evaluate>>) {
  const [job] = run.jobs
  if (job?.kind !== 'inference') throw new Error('no inference')
  return job
}

function say(response: ServerResponse, message: object, further: object = {}, finish_reason: unknown = 'stop') {
  const choices = [{ index: 0, message: { role: 'assistant', ...message }, finish_reason }]
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ choices, ...further }))
  return undefined
}

it('counts what was cut off and what was thought, keeps both with the example, and says so', async () => {
  const behave: Behaviour = ({ prompt }, response) => {
    if (prompt.includes('number 1 ')) return say(response, { content: 'half of' }, {}, 'length')
    if (prompt.includes('number 2 ')) return '<think>Hm.</think>The harbour.'
    return 'The harbour.'
  }
  await using endpoint = await startModelEndpoint(behave)
  await using platform = await startPlatform()
  const run = await evaluate(platform, endpoint.base_url, {})
  expect(inferenceOf(run).result).toMatchObject({ failed: 0, cut_off: 1, reasoned: 1 })
  expect(inferenceOf(run).result?.notices).toEqual([
    '1 answer was cut off (finish_reason "length") and scored all the same.',
    '1 answer was preceded by reasoning, which is kept apart and not scored.',
  ])
  const { items } = await platform.client.runs.examples(run.id, { limit: 3 })
  expect(items).toMatchObject([
    { prediction: 'The harbour.', finish_reason: 'stop', reasoning: null },
    { prediction: 'half of', finish_reason: 'length', reasoning: null },
    { prediction: 'The harbour.', finish_reason: 'stop', reasoning: 'Hm.' },
  ])
})

it('loses nothing of what an endpoint answers when it counts tokens as no endpoint can', async () => {
  const odd = ['9007199254740993', '1e308', '-5', '"10"', '0.5']
  await using endpoint = await startModelEndpoint(({ prompt }, response) => {
    const usage = odd[Number(/number (\d+)/.exec(prompt)?.[1]) % odd.length]
    const body = '{"choices":[{"message":{"content":"The harbour."},"finish_reason":"stop"}],"created":"today","usage":'
    response.setHeader('content-type', 'application/json')
    response.end(`${body}{"prompt_tokens":${usage},"completion_tokens":${usage}}}`)
    return undefined
  })
  await using platform = await startPlatform()
  const price = { input_per_million: 1e9, output_per_million: 1e9 }
  const run = await evaluate(platform, endpoint.base_url, { model: { price } })
  expect(inferenceOf(run)).toMatchObject({ state: 'succeeded', result: { failed: 0, input_tokens: 0, cost: 0 } })
})

describe('answers of before', () => {
  const fingerprints: Behaviour = ({ asked_before }, response) =>
    say(response, { content: `Answer ${asked_before}.` }, { model: 'm-1', system_fingerprint: `fp_${asked_before}` })

  it('are asked for again where that is forced, and then stand for the earlier ones', async () => {
    await using endpoint = await startModelEndpoint(fingerprints)
    await using platform = await startPlatform()
    const id = await prepare(platform)
    const answerOf = async (run: { id: string }) => (await platform.client.runs.examples(run.id)).items[0]?.prediction
    const first = await evaluate(platform, endpoint.base_url, { id })
    expect(await answerOf(first)).toBe('Answer 0.')
    const again = await evaluate(platform, endpoint.base_url, { id })
    expect(inferenceOf(again).reused_from).toBe(inferenceOf(first).id)
    expect(endpoint.prompts).toHaveLength(count)

    const forced = await evaluate(platform, endpoint.base_url, { id, evaluation: { force_rerun: true } })
    expect(await answerOf(forced)).toBe('Answer 1.')
    expect(inferenceOf(forced).result).toMatchObject({ cached: 0, reused_answers: 0 })
    expect(endpoint.prompts).toHaveLength(2 * count)

    const later = await evaluate(platform, endpoint.base_url, { id, evaluation: { max_samples: 5 } })
    expect(await answerOf(later)).toBe('Answer 1.')
    const { result } = inferenceOf(later)
    expect(result).toMatchObject({
      reused_answers: 5,
      served_by: [{ model: 'm-1', system_fingerprint: 'fp_1', answers: 5 }],
    })
    expect(result?.oldest_answer_at).toBe(inferenceOf(forced).result?.oldest_answer_at)
    expect(endpoint.prompts).toHaveLength(2 * count)
  })

  it('are told from new ones of a model that calls itself otherwise', async () => {
    let fingerprint = 'fp_old'
    await using endpoint = await startModelEndpoint((_, response) =>
      say(response, { content: 'The harbour.' }, { model: 'm-1', system_fingerprint: fingerprint }),
    )
    await using platform = await startPlatform()
    const id = await prepare(platform)
    await evaluate(platform, endpoint.base_url, { id, evaluation: { max_samples: 5 } })
    fingerprint = 'fp_new'
    const run = await evaluate(platform, endpoint.base_url, { id })
    const { result } = inferenceOf(run)
    expect(result).toMatchObject({ reused_answers: 5 })
    expect(result?.served_by).toEqual([
      { model: 'm-1', system_fingerprint: 'fp_new', answers: count - 5 },
      { model: 'm-1', system_fingerprint: 'fp_old', answers: 5 },
    ])
    expect(result?.notices.join()).toMatch(/fp_new \(15\); m-1, fp_old \(5\).*force_rerun/)

    const [lead] = await platform.client.experiments.evaluate(id, { models: ['lead-1'], metrics: ['exact_match'] })
    await platform.client.runs.wait(lead?.id ?? '')
    const comparison = await platform.client.experiments.compare(id, { run_ids: [run.id, lead?.id ?? ''] })
    const { runs } = comparison
    expect(runs[0]).toMatchObject({ reused_answers: 5, oldest_answer_at: result?.oldest_answer_at })
    expect(runs[0]?.notices).toEqual(result?.notices)
    expect(runs[1]).toMatchObject({ reused_answers: 0, oldest_answer_at: null, notices: [] })
    const report = await (await platform.client.comparisons.export(comparison.id, 'html')).text()
    expect(report).toMatch(/20, 5 of them given before, the oldest on \d{4}-\d\d-\d\d</)
    expect(report).toContain('fp_new (15)')
  })
})

describe('a chat', () => {
  const turns = [
    { role: 'system', content: 'Be terse.' },
    { role: 'user', content: 'Summarize: the cat sat.' },
  ]
  const line = (messages: object[]) => JSON.stringify({ messages, answer: 'Cat sat.' })
  const text = [line([...turns, { role: 'assistant', content: 'Cat sat.' }]), line(turns)].join('\n')
  const csv = `messages,answer\n"${JSON.stringify(turns).replaceAll('"', '""')}",Cat sat.\n`

  it.each([
    ['JSON', { text, filename: 'chats.jsonl' }],
    ['CSV', { text: csv, filename: 'chats.csv' }],
  ])('of a %s file is sent as its messages, without the answer at its end', async (_, table) => {
    const seen: unknown[] = []
    await using endpoint = await startModelEndpoint(({ messages }) => {
      seen.push(messages)
      return 'Cat sat.'
    })
    await using platform = await startPlatform()
    const run = await evaluate(platform, endpoint.base_url, {
      table,
      columns: { input: 'messages', reference: 'answer' },
    })
    expect(run.state).toBe('succeeded')
    expect(seen).toEqual([turns])
  })

  it.each([
    ['an object', 'COLUMN_NESTED', '{"messages":{"question":"Who?"},"answer":"Ada"}'],
    ['a list of texts', 'INPUT_INVALID', '{"messages":["Who?"],"answer":"Ada"}'],
  ])('that is %s is refused before anything is asked', async (_, code, row) => {
    await using endpoint = await startModelEndpoint(() => 'Ada')
    await using platform = await startPlatform()
    const asked = evaluate(platform, endpoint.base_url, {
      table: { text: row, filename: 'rows.jsonl' },
      columns: { input: 'messages', reference: 'answer' },
    })
    await expect(asked).rejects.toMatchObject({ code, message: expect.stringContaining('messages') })
    expect(endpoint.prompts).toEqual([])
  })
})

describe('a prompt', () => {
  const rows = [{ question: 'Who?', context: 'Ada wrote it.', choices: ['Ada', 'Bob'], answer: 'Ada' }]
  const table = { text: rows.map((row) => JSON.stringify(row)).join('\n'), filename: 'questions.jsonl' }
  const columns = { input: 'question', reference: 'answer' }

  it('takes columns by their names, lists as lines, and braces that are none as they are', async () => {
    await using endpoint = await startModelEndpoint(() => 'Ada')
    await using platform = await startPlatform()
    const prompt = '{context}\n{{ question }}\n{choices}\nAs {"name": "…"}, not \\{name}.'
    const run = await evaluate(platform, endpoint.base_url, { table, columns, model: { prompt } })
    expect(run.state).toBe('succeeded')
    expect(endpoint.prompts).toEqual(['Ada wrote it.\nWho?\nAda\nBob\nAs {"name": "…"}, not {name}.'])
  })

  it.each([
    ['{question} {contxt}', /\{contxt\}.*question, context, choices, answer/],
    ['Who?', /\{input\}/],
  ])('that is %j is refused, with what there is', async (prompt, message) => {
    await using platform = await startPlatform()
    const asked = evaluate(platform, 'http://127.0.0.1:1/v1', { table, columns, model: { prompt } })
    await expect(asked).rejects.toThrow(message)
  })
})

it('waits for an endpoint that is away, says so, and goes on where it stood', async () => {
  let is_away = true
  await using endpoint = await startModelEndpoint((_, response) => {
    if (!is_away) return 'The harbour.'
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>')
    return undefined
  })
  await using platform = await startPlatform()
  const id = await prepare(platform)
  const models = [{ provider: 'openai-compatible' as const, model: 'test', base_url: endpoint.base_url }]
  const [run] = await platform.client.experiments.evaluate(id, { models, metrics: ['exact_match'] })
  for await (const { data } of platform.client.runs.events(run?.id ?? '')) {
    const { waiting_for } = data
    if (waiting_for !== '502: the endpoint failed') continue
    const { jobs } = await platform.client.runs.get(run?.id ?? '')
    expect(jobs[0]?.progress).toMatchObject({ waiting_for: '502: the endpoint failed' })
    break
  }
  const asked_in_vain = endpoint.prompts.length
  expect(asked_in_vain).toBeLessThan(12)
  is_away = false
  const ended = await platform.client.runs.wait(run?.id ?? '')
  expect(ended).toMatchObject({ state: 'succeeded', jobs: [{ result: { failed: 0 } }, {}] })
  expect(endpoint.prompts.length).toBeLessThan(asked_in_vain + count + 10)
})

it('says how many failed, why, and how to go on without them', async () => {
  await using endpoint = await startModelEndpoint(({ prompt }, response) => {
    if (!prompt.includes('number 3 ') && !prompt.includes('number 4 ')) return 'The harbour.'
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end('{"error":{"message":"Prompt flagged by policy."}}')
    return undefined
  })
  await using platform = await startPlatform()
  const id = await prepare(platform)
  const failed = await evaluate(platform, endpoint.base_url, { id })
  expect(failed.error).toMatchObject({
    code: 'TOO_MANY_EXAMPLES_FAILED',
    message: expect.stringMatching(/^2 of 20 .*max_failed_ratio \(0\.05\).*raise it.*flagged by policy/),
    data: { failures: [{ reason: '400: Prompt flagged by policy.', examples: 2 }] },
  })
  const asked = endpoint.prompts.length
  const allowed = await evaluate(platform, endpoint.base_url, { id, evaluation: { max_failed_ratio: 0.1 } })
  expect(inferenceOf(allowed).result).toMatchObject({ failed: 2, failures: [{ examples: 2 }] })
  expect(endpoint.prompts.length).toBeLessThan(asked + count)
})
