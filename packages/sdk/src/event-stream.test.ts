import { expect, test } from 'vitest'
import { AssayAbortError } from './error/abort-error.ts'
import { AssayError } from './error/assay-error.ts'
import { collect } from './testing/collect.ts'
import {
  errorBody,
  hangUp,
  message,
  type Reply,
  rpcError,
  startScriptedServer,
  status,
  stream,
} from './testing/scripted-server.ts'

const route = 'GET /trpc/runs.events'

function event(seq: number): string {
  return message(seq, { run_id: 'run', seq, type: 'job.progress' })
}

async function seqs(events: AsyncIterable<{ readonly seq: number }>): Promise<number[]> {
  return (await collect(events)).map(({ seq }) => seq)
}

test('events come in order until the run has ended', async () => {
  await using server = await startScriptedServer({ [route]: [stream([event(1), event(2)], 'ended')] })
  await expect(seqs(server.client().runs.events('run'))).resolves.toEqual([1, 2])
  expect(server.received[0]).toMatchObject({
    input: { run_id: 'run', after: 0 },
    headers: { authorization: 'Bearer assay_key' },
  })
})

test('after a lost connection they go on behind the last one that came', async () => {
  await using server = await startScriptedServer({
    [route]: [
      stream([event(3), event(4)], 'broken'),
      hangUp,
      status(502),
      stream([], 'broken'),
      stream([event(5)], 'broken'),
      stream([event(6)], 'ended'),
    ],
  })
  await expect(seqs(server.client().runs.events('run', { after: 2 }))).resolves.toEqual([3, 4, 5, 6])
  const resumed = server.received.map(({ input }) => input)
  expect(resumed[0]).toEqual({ run_id: 'run', after: 2 })
  expect(resumed[1]).toEqual({ run_id: 'run', after: 2, lastEventId: '4' })
  expect(resumed[5]).toEqual({ run_id: 'run', after: 2, lastEventId: '5' })
})

test('a message cut in the middle is not taken, and comes again', async () => {
  const cut = 'data: {"run_id":"run","seq":2'
  await using server = await startScriptedServer({
    [route]: [stream([event(1), cut], 'broken'), stream([event(2)], 'ended')],
  })
  await expect(seqs(server.client().runs.events('run'))).resolves.toEqual([1, 2])
})

test('a stream that gets nowhere in ten tries throws', async () => {
  await using server = await startScriptedServer({ [route]: Array.from({ length: 20 }, () => hangUp) })
  const failing = collect(server.client().runs.events('run'))
  await expect(failing).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  expect(server.received).toHaveLength(11)
})

const refusals: [string, Reply][] = [
  ['before the stream begins', rpcError(404, errorBody('RUN_NOT_FOUND', { data: { run_id: 'run' } }))],
  [
    'within the stream',
    stream(
      [
        `event: serialized-error\ndata: ${JSON.stringify({
          message: 'no',
          code: -32004,
          data: { code: 'NOT_FOUND', httpStatus: 404, error: errorBody('RUN_NOT_FOUND', { data: { run_id: 'run' } }) },
        })}\n\n`,
      ],
      'ended',
    ),
  ],
]
test.each(refusals)('a refusal %s is thrown with its code', async (_where, reply) => {
  await using server = await startScriptedServer({ [route]: [reply] })
  const error = await collect(server.client().runs.events('run')).catch((thrown: unknown) => thrown)
  expect(AssayError.is(error, 'RUN_NOT_FOUND') && error.data['run_id']).toBe('run')
  expect(error).toMatchObject({ status: 404 })
})

test('leaving the loop closes the connection', async () => {
  const closed = Promise.withResolvers<void>()
  const open: Reply = (response) => {
    response.on('close', () => closed.resolve())
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event(1))
  }
  await using server = await startScriptedServer({ [route]: [open] })
  for await (const { seq } of server.client().runs.events('run')) {
    expect(seq).toBe(1)
    break
  }
  await closed.promise
  expect(server.received).toHaveLength(1)
})

test('the signal ends the stream', async () => {
  const giveUp = new AbortController()
  const open: Reply = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(event(1))
  }
  await using server = await startScriptedServer({ [route]: [open] })
  const following = (async () => {
    for await (const _event of server.client().runs.events('run', { signal: giveUp.signal })) giveUp.abort()
  })()
  const error = await following.catch((thrown: unknown) => thrown)
  expect(AssayAbortError.isInstance(error)).toBe(true)
})
