import { DomainError } from '@assay/schemas'
import { describe, expect, it } from 'vitest'
import { adaptationNotice, infer, modelProblems, openModel, type PredictionError } from '../../src/index.ts'
import { collect } from '../collect.ts'
import { createFakeClock } from '../fake-clock.ts'
import { request } from '../open-endpoint.ts'
import { anthropicContract } from './anthropic-contract.ts'
import type { VendorContract } from './contract.ts'
import { deepseekContract } from './deepseek-contract.ts'
import { googleContract } from './google-contract.ts'
import { huggingfaceContract } from './huggingface-contract.ts'
import { mistralContract } from './mistral-contract.ts'
import { openaiContract } from './openai-contract.ts'
import {
  breakingOff,
  cutOff,
  failing,
  openVendor,
  saying,
  silent,
  streaming,
  type VendorReply,
  writing,
} from './vendor-server.ts'

const contracts = {
  openai: openaiContract,
  mistral: mistralContract,
  deepseek: deepseekContract,
  anthropic: anthropicContract,
  google: googleContract,
  huggingface: huggingfaceContract,
} satisfies { readonly [Name in VendorContract['provider']]: VendorContract }

const price = { input_per_million: 2, output_per_million: 10 }

async function failureOf(contract: VendorContract, reply: VendorReply, spec = {}): Promise<PredictionError> {
  const { model } = await openVendor(contract, () => reply, spec)
  return model.predict(request).then(
    () => expect.fail('it answered'),
    (error) => error,
  )
}

describe.each(Object.values(contracts))('$provider', (contract) => {
  it('is asked as its documentation says, and answers with all that it tells', async () => {
    const { model, calls } = await openVendor(contract, () => saying({ text: 'Well.' }), { price })
    expect(await model.predict(request)).toMatchObject({
      output: 'Well.',
      reasoning: null,
      finish_reason: 'stop',
      input_tokens: 12,
      output_tokens: 7,
      cost: (12 * 2 + 7 * 10) / 1e6,
      served_model: `${contract.model}-2026`,
      adaptations: [],
    })
    expect(calls).toHaveLength(1)
    expect(JSON.stringify(calls[0]?.body)).toContain('You summarize texts.')
  })

  it('is sent every setting that it takes, in its own words', async () => {
    const { spec, sent } = contract.settings
    const { model, calls } = await openVendor(contract, () => saying({ text: 'Well.' }), spec)
    expect((await model.predict(request)).adaptations).toEqual([])
    expect(calls[0]?.body).toMatchObject(sent as object)
  })

  it('keeps reasoning apart from the answer, and tells its tokens', async () => {
    const tokens = { input: 5, output: 40, thought: 30 }
    const { model } = await openVendor(contract, () => saying({ text: 'Well.', reasoning: 'Hm.', tokens }))
    const tellsThoughts = contract.provider !== 'anthropic' && contract.provider !== 'mistral'
    expect(await model.predict(request)).toMatchObject({
      output: 'Well.',
      reasoning: 'Hm.',
      output_tokens: 40,
      ...(tellsThoughts && { reasoning_tokens: 30 }),
    })
  })

  it('answers without usage: then nothing is known of tokens and cost', async () => {
    const { model } = await openVendor(contract, () => saying({ text: 'Well.', tokens: null }), { price })
    expect(await model.predict(request)).toMatchObject({
      ...{ output: 'Well.', input_tokens: null, output_tokens: null, cost: null },
    })
  })

  it('says that an answer was cut off', async () => {
    const { model } = await openVendor(contract, () => saying({ text: 'Half', ends: 'length' }))
    expect(await model.predict(request)).toMatchObject({ output: 'Half', finish_reason: 'length' })
  })

  it.each<[string, VendorReply, object]>([
    ['429', failing(429, 'slow down', { 'retry-after': '7' }), { kind: 'overload', status: 429, retry_after_ms: 7000 }],
    ['500', failing(500, 'it broke'), { kind: 'transient', status: 500, message: '500: it broke' }],
    ['529', failing(529, 'Overloaded'), { kind: 'overload', status: 529, scope: 'endpoint' }],
    ['401', failing(401, 'wrong key test-key'), { kind: 'final', status: 401, scope: 'endpoint' }],
    ['400', failing(400, 'no such field'), { kind: 'final', status: 400, message: '400: no such field' }],
    ['a cut stream', cutOff, { kind: 'transient', scope: 'endpoint' }],
    ['invalid JSON', writing('{"id": "c-1", "cho'), { kind: 'unreadable' }],
    ['nothing', writing(''), { kind: 'unreadable' }],
    ['an empty answer', saying({ text: '' }), { kind: 'unreadable', message: 'The answer is empty.' }],
    ['a filtered answer', saying({ text: '', ends: 'filter' }), { kind: 'final', message: /filtered/ }],
    ['thoughts alone', saying({ text: '', reasoning: 'Hm.', ends: 'length' }), { kind: 'final', message: /to reason/ }],
  ])('fails as every provider does: %s', async (_, reply, { message, ...facts }: { message?: unknown }) => {
    const failure = await failureOf(contract, reply)
    expect(failure).toMatchObject({ name: 'PredictionError', ...facts })
    if (message instanceof RegExp) expect(failure.message).toMatch(message)
    else if (message !== undefined) expect(failure.message).toBe(message)
    expect(failure.message).not.toContain('test-key')
  })

  it('is given up after its time', async () => {
    expect(await failureOf(contract, silent, { timeout_seconds: 0.05 })).toMatchObject({
      kind: 'timeout',
      message: 'No answer within 0.05 s.',
    })
  })

  it('ends a call when it is told to, with the reason', async () => {
    const { model, calls } = await openVendor(contract, () => silent)
    const stop = new AbortController()
    const call = model.predict(request, stop.signal)
    await expect.poll(() => calls.length).toBe(1)
    stop.abort(new Error('stopped by its owner'))
    await expect(call).rejects.toThrow('stopped by its owner')
  })

  it('is asked again by us alone, after as long as it says', async () => {
    const busy = failing(429, 'slow down', { 'retry-after': '7' })
    const { model, calls } = await openVendor(contract, (index) => (index === 0 ? busy : saying({ text: 'Well.' })))
    const clock = createFakeClock()
    const examples = [{ example: 0, input: 'a text' }]
    const answers = await collect(infer({ model, examples, task: request.task, repeat: 0, seed: 7, clock }))
    expect(answers).toMatchObject([{ output: 'Well.', error: null }])
    expect(calls).toHaveLength(2)
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(7000)
  })

  it('tells an answer piece by piece, and then the whole', async () => {
    const { model } = await openVendor(contract, () => streaming(['Well, ', 'well.']), { price })
    const parts: string[] = []
    const answer = await model.predict(request, undefined, ({ type, text }) => parts.push(`${type} ${text}`))
    expect(parts).toEqual(['text Well, ', 'text well.'])
    expect(answer).toMatchObject({
      ...{ output: 'Well, well.', finish_reason: 'stop', input_tokens: 12, output_tokens: 7, adaptations: [] },
      ...{ served_model: `${contract.model}-2026`, cost: (12 * 2 + 7 * 10) / 1e6 },
    })
  })

  it.each<[string, VendorReply, object]>([
    ['a connection that breaks', breakingOff, { kind: 'transient', scope: 'endpoint' }],
    ['an end before the end', streaming(['Half'], -2), { kind: 'transient', scope: 'endpoint' }],
    ['429', failing(429, 'slow down', { 'retry-after': '7' }), { kind: 'overload', status: 429, retry_after_ms: 7000 }],
    ['500', failing(500, 'it broke'), { kind: 'transient', status: 500, message: '500: it broke' }],
  ])('fails in pieces as it does as a whole: %s', async (_, reply, facts) => {
    const { model } = await openVendor(contract, () => reply)
    const failure = await model
      .predict(request, undefined, () => {})
      .then(
        () => expect.fail('it answered'),
        (error) => error,
      )
    expect(failure).toMatchObject({ name: 'PredictionError', ...facts })
  })

  it('has an identity with all that the answer depends on, and without a key', async () => {
    const { model } = await openVendor(contract, () => silent, { top_p: 0.3, stop: ['END'], secret: 'KEY' })
    const identity = JSON.stringify(model.identity(request))
    for (const part of [contract.model, '0.3', 'END', 'a text', 'You summarize']) expect(identity).toContain(part)
    expect(identity).not.toMatch(/test-key|KEY/)
  })

  it('wants a secret, where nobody says that another server plays it', () => {
    const spec = { provider: contract.provider, model: 'm', temperature: 0, max_output_tokens: 5, timeout_seconds: 5 }
    expect(modelProblems(spec, [])).toMatchObject([{ path: 'secret', message: expect.stringMatching(/^is missing/) }])
    expect(modelProblems({ ...spec, secret: 'KEY' }, [])).toEqual([])
    expect(() => openModel(spec, { fetch })).toThrow(DomainError)
  })
})

const choosy = Object.values(contracts).filter((contract: VendorContract) => contract.untaken !== undefined)

it.each(choosy)('$provider: what the model does not take is left out, and said', async (contract: VendorContract) => {
  const { spec = {}, adaptations = [] } = contract.untaken ?? {}
  const { model } = await openVendor(contract, () => saying({ text: 'Well.' }), spec)
  const answer = await model.predict(request)
  expect(answer.adaptations).toEqual(adaptations)
  for (const adaptation of answer.adaptations) expect(adaptationNotice(adaptation)).toMatch(/left out/)
})

it('leaves out what a vendor refuses, from then on', async () => {
  const refusal = failing(
    400,
    "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1)",
  )
  const reply = (index: number) => (index === 0 ? refusal : saying({ text: 'Well.' }))
  const { model, calls } = await openVendor(openaiContract, reply)
  expect(await model.predict(request)).toMatchObject({ output: 'Well.', adaptations: ['no_temperature'] })
  await model.predict(request)
  expect(calls.map(({ body }) => 'temperature' in (body as object))).toEqual([true, false, false])
})

it('sends no key of the operator, where a spec names none', async () => {
  process.env['ANTHROPIC_API_KEY'] = 'key-of-the-operator'
  try {
    const { calls, model } = await openVendor(anthropicContract, () => saying({ text: 'Well.' }))
    await model.predict(request)
    expect(JSON.stringify(calls)).not.toContain('key-of-the-operator')
  } finally {
    delete process.env['ANTHROPIC_API_KEY']
  }
})

it('sends the further fields of a spec, in the words of the vendor', async () => {
  const parameters = { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 3 }
  expect(modelProblems({ ...anthropicSpec, parameters }, []).map(({ path }) => path)).toEqual(['parameters.max_tokens'])
  const { model, calls } = await openVendor(anthropicContract, () => saying({ text: 'Well.' }), {
    parameters: { thinking: parameters.thinking },
  })
  await model.predict(request)
  expect(calls[0]?.body).toMatchObject({ thinking: parameters.thinking })
})

const anthropicSpec = {
  ...({ provider: 'anthropic', model: 'm', secret: 'KEY' } as const),
  ...{ temperature: 0, max_output_tokens: 5, timeout_seconds: 5 },
} as const

it('tells a prompt that Google has blocked from an answer that cannot be read', async () => {
  const blocked = writing('{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"m"}')
  expect(await failureOf(googleContract, blocked)).toMatchObject({ kind: 'final', message: /filtered/ })
})

it('sends chats with their roles, and no part that is not text', async () => {
  const { model, calls } = await openVendor(anthropicContract, () => saying({ text: 'Well.' }))
  const chat = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hello.' },
    { role: 'assistant', content: 'Yes?' },
    { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
  ] as const
  await model.predict({ ...request, input: chat.map((message) => ({ ...message })) as never })
  expect(calls[0]?.body).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }] })
  const image = [{ role: 'user' as const, content: [{ type: 'image_url' }] }]
  await expect(model.predict({ ...request, input: image })).rejects.toThrow(/type "image_url"/)
})
