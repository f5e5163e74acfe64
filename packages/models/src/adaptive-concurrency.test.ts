import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../tests/fake-clock.ts'
import { createAdaptiveConcurrency } from './adaptive-concurrency.ts'
import { type FailureKind, PredictionError } from './prediction-error.ts'

const { signal } = new AbortController()

function setUp(bounds = { initial: 4, max: 6 }) {
  const clock = createFakeClock()
  const limiter = createAdaptiveConcurrency(bounds, clock)
  const succeed = () => limiter.run(async () => 'yes', signal)
  const fail = (kind: FailureKind, retry_after_ms?: number) =>
    limiter
      .run(() => Promise.reject(new PredictionError(kind, 'no', { retry_after_ms: retry_after_ms ?? null })), signal)
      .catch(() => undefined)
  return { clock, limiter, succeed, fail }
}

async function times(count: number, call: () => Promise<unknown>): Promise<void> {
  for (let done = 0; done < count; done += 1) await call()
}

describe(createAdaptiveConcurrency, () => {
  it('starts no more calls than its limit, in the order in which they came', async () => {
    const { limiter } = setUp()
    const started: number[] = []
    const ends: (() => void)[] = []
    const calls = Array.from({ length: 10 }, (_, index) =>
      limiter.run(() => {
        started.push(index)
        return new Promise<void>((resolve) => ends.push(resolve))
      }, signal),
    )
    await expect.poll(() => started).toEqual([0, 1, 2, 3])
    ends[2]?.()
    await calls[2]
    await expect.poll(() => started).toEqual([0, 1, 2, 3, 4])
    for (let index = 0; index < 10; index += 1) {
      await expect.poll(() => ends.length).toBeGreaterThan(index)
      ends[index]?.()
    }
    await Promise.all(calls)
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  })

  it('allows one more after a whole round of successes, up to its maximum', async () => {
    const { limiter, succeed } = setUp()
    await times(3, succeed)
    expect(limiter.limit).toBe(4)
    await times(1, succeed)
    expect(limiter.limit).toBe(5)
    await times(100, succeed)
    expect(limiter.limit).toBe(6)
  })

  it.each<FailureKind>(['overload', 'timeout'])('halves at %s, and never goes below one', async (kind) => {
    const { limiter, fail } = setUp()
    const limits: number[] = []
    await times(4, () => fail(kind).then(() => limits.push(limiter.limit)))
    expect(limits).toEqual([2, 1, 1, 1])
  })

  it.each<FailureKind>(['transient', 'unreadable', 'final'])('stays as it is at %s', async (kind) => {
    const { limiter, fail } = setUp()
    await fail(kind)
    expect(limiter.limit).toBe(4)
  })

  it('halves once for calls that failed together', async () => {
    const { limiter, fail } = setUp()
    await Promise.all([fail('overload'), fail('overload'), fail('overload'), fail('overload')])
    expect(limiter.limit).toBe(2)
  })

  it('holds every call back for as long as the endpoint asks', async () => {
    const { clock, fail, succeed } = setUp()
    await fail('overload', 5000)
    await Promise.all([succeed(), succeed()])
    expect(clock.slept[0]).toBe(5000)
    expect(clock.now()).toBe(5000)
  })

  it('makes no call after the signal, and fails those that wait', async () => {
    const { limiter } = setUp({ initial: 1, max: 1 })
    const stop = new AbortController()
    let called = 0
    const calls = Array.from({ length: 3 }, () =>
      limiter.run(async () => {
        called += 1
        stop.abort(new Error('stop'))
      }, stop.signal),
    )
    const settled = await Promise.allSettled(calls)
    expect(called).toBe(1)
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
  })
})
