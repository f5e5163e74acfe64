import { describe, expect, it } from 'vitest'
import { answering, completing, type ReceivedCall, type Reply, replying } from './model-server.ts'
import { failureOf, open, request } from './open-endpoint.ts'

function refusing(param: string, message: string): Reply {
  return replying(400, { error: { message, type: 'invalid_request_error', param, code: 'unsupported_parameter' } })
}

/** As reasoning models of OpenAI are: max_completion_tokens alone, and only their own temperature. */
const strict: Reply = (response, call) => {
  if ('max_tokens' in call) {
    const message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
    return refusing('max_tokens', message)(response, call)
  }
  if ((call.temperature ?? 1) !== 1) {
    const message = "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) is."
    return refusing('temperature', message)(response, call)
  }
  answering()(response, call)
}

function sent({ max_tokens, max_completion_tokens, temperature, seed }: ReceivedCall) {
  return { max_tokens, max_completion_tokens, temperature, seed }
}

describe('an endpoint that takes neither max_tokens nor a temperature', () => {
  it('is asked without them, and is not sent them again', async () => {
    const { model, server } = await open(strict)
    const first = await model.predict(request)
    expect(first).toMatchObject({ output: 'A TEXT', adaptations: ['max_completion_tokens', 'no_temperature'] })
    expect(server.calls).toHaveLength(3)
    await model.predict({ ...request, input: 'another' })
    expect(server.calls.slice(2).map(sent)).toEqual([{ max_completion_tokens: 100 }, { max_completion_tokens: 100 }])
  })

  it('is asked once more by calls that were under way together, and no more', async () => {
    const { model, server } = await open(strict)
    const answers = await Promise.all(['a', 'b', 'c'].map((input) => model.predict({ ...request, input })))
    expect(answers.map(({ output }) => output)).toEqual(['A', 'B', 'C'])
    expect(server.calls.length).toBeLessThanOrEqual(9)
  })

  it('is sent neither where the spec says so', async () => {
    const { model, server } = await open(strict, { spec: { temperature: null, max_output_tokens: null } })
    expect(await model.predict(request)).toMatchObject({ output: 'A TEXT', adaptations: [] })
    expect(server.calls.map(sent)).toEqual([{ seed: 7 }])
  })
})

it.each([
  ['max_tokens', 'max_tokens is too large: 100. This model supports at most 50 completion tokens.'],
  ['messages', 'temperature of the room is not supported'],
])('asks nothing else where the endpoint refuses %s for another reason', async (param, message) => {
  const { model, server } = await open(refusing(param, message), { spec: { temperature: null } })
  await expect(model.predict(request)).rejects.toThrow(message)
  expect(server.calls).toHaveLength(1)
})

it('leaves out a seed that the endpoint does not know', async () => {
  const reply: Reply = (response, call) =>
    'seed' in call
      ? replying(422, { detail: [{ loc: ['body', 'seed'], msg: 'seed: extra fields not permitted' }] })(response, call)
      : answering()(response, call)
  const { model } = await open(reply, { spec: { temperature: 1 } })
  expect(await model.predict(request)).toMatchObject({ output: 'A TEXT', adaptations: ['no_seed'] })
})

it('sends further fields as they are', async () => {
  const { model, server } = await open(answering(), { spec: { parameters: { stop: ['.'], reasoning_effort: 'low' } } })
  await model.predict(request)
  expect(server.calls).toMatchObject([{ stop: ['.'], reasoning_effort: 'low', max_tokens: 100 }])
})

describe('what a model thinks aloud', () => {
  it.each([
    ['<think>\nHm.\n</think>\n\nYes.', 'Hm.', 'Yes.'],
    ['<think></think>Yes.', '', 'Yes.'],
    ['Hm.\n</think>\n\nYes.', 'Hm.', 'Yes.'],
    ['[THINK]Hm.[/THINK]Yes.', 'Hm.', 'Yes.'],
    ['<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.', 'Hm.', 'Yes.'],
    ['Write <think> in your text.', null, 'Write <think> in your text.'],
  ])('is kept apart from the answer: %j', async (content, reasoning, output) => {
    const { model } = await open(answering(content))
    expect(await model.predict(request)).toMatchObject({ output, reasoning })
  })

  it.each([
    [{ content: 'Yes.', reasoning_content: 'Hm.' }],
    [{ content: 'Yes.', reasoning: 'Hm.' }],
    [
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'text', text: 'Yes.' },
        ],
      },
    ],
  ])('is kept apart where the endpoint tells it apart: %j', async (message) => {
    const { model } = await open(completing(message))
    expect(await model.predict(request)).toMatchObject({ output: 'Yes.', reasoning: 'Hm.' })
  })

  it('stays where the spec says so', async () => {
    const { model } = await open(answering('<think>Hm.</think>Yes.'), { spec: { reasoning: 'keep' } })
    expect(await model.predict(request)).toMatchObject({ output: '<think>Hm.</think>Yes.' })
  })

  it('is the answer where the spec says so and there is no other', async () => {
    const { model } = await open(completing({ content: null, reasoning_content: 'Yes.' }), {
      spec: { reasoning: 'keep' },
    })
    expect(await model.predict(request)).toMatchObject({ output: 'Yes.' })
  })
})

describe('no answer', () => {
  it.each([
    ['only reasoned', completing({ content: null, reasoning_content: 'Hm.' }), /only reasoned.*"keep"/],
    ['was cut off while it reasoned', answering('<think>Okay, the', 'length'), /to reason.*max_output_tokens/],
    [
      'was cut off before',
      completing({ content: '', reasoning: 'Hm' }, { finish_reason: 'length' }),
      /max_output_tokens/,
    ],
    ['was filtered', answering('half of it', 'content_filter'), /filtered/],
    ['refused', completing({ content: null, refusal: 'I cannot help.' }), /refused/],
  ])('of a model that %s is final and says what to do', async (_, reply, message) => {
    const failure = await failureOf(reply)
    expect(failure).toMatchObject({ kind: 'final', scope: 'example' })
    expect(failure.message).toMatch(message)
  })

  it('is made of one that was cut off where the spec says so', async () => {
    expect(await failureOf(answering('half', 'length'), { spec: { cut_off: 'fail' } })).toMatchObject({ kind: 'final' })
  })
})
