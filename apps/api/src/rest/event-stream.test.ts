import { Readable } from 'node:stream'
import { DomainError } from '@assay/schemas'
import { tracked } from '@trpc/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toEventStream } from './event-stream.ts'

const stream = (events: AsyncIterable<unknown>, signal = new AbortController().signal) => {
  const errors: unknown[] = []
  const text = toEventStream({ events, request_id: 'r1', onError: (error) => errors.push(error), signal })
  return { text, errors }
}

describe(toEventStream, () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('sends each event under its id, and says when there are no more', async () => {
    const { text } = stream(
      (async function* () {
        yield tracked('1', { type: 'run.created' })
        yield tracked('2', { type: 'run.started' })
      })(),
    )
    expect(await Readable.from(text).toArray()).toEqual([
      'retry: 1000\n\n',
      'id: 1\ndata: {"type":"run.created"}\n\n',
      'id: 2\ndata: {"type":"run.started"}\n\n',
      'event: end\ndata: {}\n\n',
    ])
  })

  it('shows that it is alive while nothing happens', async () => {
    const quiet = Promise.withResolvers<void>()
    const { text } = stream(
      (async function* () {
        await quiet.promise
        yield tracked('1', {})
      })(),
    )
    await text.next()
    for (let beat = 0; beat < 2; beat++) {
      const next = text.next()
      await vi.advanceTimersByTimeAsync(15_000)
      expect((await next).value).toBe(': alive\n\n')
    }
    const next = text.next()
    quiet.resolve()
    expect((await next).value).toBe('id: 1\ndata: {}\n\n')
  })

  it('ends with the error that broke it', async () => {
    const { text, errors } = stream(
      (async function* () {
        yield tracked('1', {})
        throw new DomainError('UNAVAILABLE', { retry_after_seconds: 2 })
      })(),
    )
    const sent = await Readable.from(text).toArray()
    expect(sent.at(-1)).toMatch(/^event: error\ndata: \{"code":"UNAVAILABLE",.*"request_id":"r1"\}\n\n$/)
    expect(errors).toHaveLength(1)
  })

  it('says nothing more when one side has gone', async () => {
    const gone = new AbortController()
    const { text, errors } = stream(
      (async function* () {
        yield tracked('1', {})
        gone.abort()
        gone.signal.throwIfAborted()
      })(),
      gone.signal,
    )
    expect(await Readable.from(text).toArray()).toEqual(['retry: 1000\n\n', 'id: 1\ndata: {}\n\n'])
    expect(errors).toEqual([])
  })

  it('closes its source when nobody reads on', async () => {
    let closed = false
    const { text } = stream(
      (async function* () {
        try {
          for (;;) yield tracked('1', {})
        } finally {
          closed = true
        }
      })(),
    )
    await text.next()
    await text.next()
    await text.return(undefined)
    expect(closed).toBe(true)
  })
})
