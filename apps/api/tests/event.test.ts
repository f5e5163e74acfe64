import { stopRun } from '@assay/core'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { expect, it } from 'vitest'
import { startApi, type TestApi } from './test-api.ts'

/** The messages of a stream, as they come. */
async function* follow(url: string, headers: Record<string, string>, signal?: AbortSignal) {
  const answer = await fetch(url, { headers, ...(signal && { signal }) })
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/)
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => messages.push(message) })
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }))
    yield* messages.splice(0)
  }
}

const eventsUrl = ({ url }: TestApi, run_id: string) => `${url}/api/v1/runs/${run_id}/events`
const types = (messages: readonly EventSourceMessage[]) =>
  messages.map(({ data }) => JSON.parse(data).type).filter((type) => type !== undefined)

/** How many requests are being answered, beside the one that asks. */
const inFlight = async ({ app }: TestApi) => {
  const { body } = await app.inject({ url: '/metrics' })
  return Number(/^assay_http_requests_in_flight (\d+)$/m.exec(body)?.[1]) - 1
}

async function collect(messages: AsyncIterable<EventSourceMessage>): Promise<EventSourceMessage[]> {
  const all: EventSourceMessage[] = []
  for await (const message of messages) all.push(message)
  return all
}

it('sends the events of a run as they happen, under their seq, and ends with the run', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const stream = follow(eventsUrl(api, run_id), api.user.headers)
  const first = await stream.next()
  expect(first.value).toMatchObject({ id: '1' })
  await stopRun(api.core, api.user.actor, { run_id })
  const rest = await collect(stream)
  expect(types(rest)).toEqual(expect.arrayContaining(['run.stop_requested', 'job.stopped', 'run.stopped']))
  expect(types(rest).at(-1)).toBe('run.stopped')
  expect(rest.at(-1)).toMatchObject({ event: 'end' })
  const ids = rest.slice(0, -1).map(({ id }) => Number(id))
  expect(ids).toEqual(ids.map((_, index) => index + 2))
})

it('goes on after the last event that arrived, by header or by query', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const leaving = new AbortController()
  const seen = await follow(eventsUrl(api, run_id), api.user.headers, leaving.signal).next()
  leaving.abort()
  await stopRun(api.core, api.user.actor, { run_id })
  const all = await collect(follow(eventsUrl(api, run_id), api.user.headers))
  const resumed = { ...api.user.headers, 'last-event-id': seen.value?.id ?? '' }
  expect(await collect(follow(eventsUrl(api, run_id), resumed))).toEqual(all.slice(1))
  expect(await collect(follow(`${eventsUrl(api, run_id)}?after=2`, api.user.headers))).toEqual(all.slice(2))
})

it('refuses what cannot be followed before the stream begins', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const ask = async (headers: Record<string, string>, query = '') => {
    const answer = await fetch(eventsUrl(api, run_id) + query, { headers })
    return { status: answer.status, body: await answer.json() }
  }
  expect(await ask({})).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } })
  expect(await ask((await api.addUser()).headers)).toMatchObject({ status: 404, body: { code: 'RUN_NOT_FOUND' } })
  expect(await ask(api.user.headers, '?after=-1')).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } })
  expect(await ask({ ...api.user.headers, 'last-event-id': 'x' })).toMatchObject({ status: 400 })
})

it('breaks off without an end when the server closes, so that clients come back', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const rest = follow(eventsUrl(api, run_id), api.user.headers)
  const rpc = follow(
    `${api.url}/trpc/runs.events?input=${encodeURIComponent(JSON.stringify({ run_id }))}`,
    api.user.headers,
  )
  const both = [rest, rpc]
  await Promise.all(both.map((stream) => stream.next()))
  const collecting = Promise.all(both.map(collect))
  await api.app.close()
  for (const messages of await collecting) {
    expect(messages.map(({ event }) => event)).not.toContain('end')
    expect(messages.map(({ event }) => event)).not.toContain('return')
  }
})

it('does not let those who wait hold up a server that closes', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  const waiting = fetch(`${api.url}/api/v1/runs/${run_id}?wait_seconds=60`, { headers: api.user.headers })
  await expect.poll(() => inFlight(api)).toBe(1)
  await api.app.close()
  const answer = await waiting
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('1')
  expect(await answer.json()).toMatchObject({ code: 'UNAVAILABLE', retryable: true })
})

it('is a tRPC subscription too, which resumes by the id of the last event', async () => {
  await using api = await startApi()
  const { run_id } = await api.submitRun()
  await stopRun(api.core, api.user.actor, { run_id })
  const url = (input: object) => `${api.url}/trpc/runs.events?input=${encodeURIComponent(JSON.stringify(input))}`
  const all = await collect(follow(url({ run_id }), api.user.headers))
  expect(all[0]).toMatchObject({ event: 'connected' })
  expect(all.at(-1)).toMatchObject({ event: 'return' })
  const events = all.slice(1, -1)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => String(index + 1)))
  const resumed = await collect(follow(url({ run_id }), { ...api.user.headers, 'last-event-id': '2' }))
  expect(resumed.slice(1, -1)).toEqual(events.slice(2))
})
