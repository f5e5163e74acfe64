import { DomainError } from '@assay/schemas'
import { describe, expect, it, vi } from 'vitest'
import type { Actor } from '../actor.ts'
import { createLimits } from './limits.ts'

const email = 'ada@example.org'
const wrong = async () => {
  throw new DomainError('CREDENTIALS_INVALID', {})
}
const right = async () => 'a user'

async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => value,
    (error: unknown) => (DomainError.is(error) ? error.code : error),
  )
}

async function repeat(times: number, act: (index: number) => Promise<unknown>): Promise<unknown[]> {
  return Promise.all(Array.from({ length: times }, (_, index) => outcome(act(index))))
}

describe('passwords', () => {
  it('are not checked after ten wrong ones for an account from a network, however many come at once', async () => {
    const limits = createLimits({})
    const check = vi.fn(wrong)
    await repeat(50, () => limits.password({ email, address: '192.0.2.1' }, check))
    expect(check).toHaveBeenCalledTimes(10)
    const again = limits.password({ email: email.toUpperCase(), address: '192.0.2.1' }, right)
    await expect(again).rejects.toMatchObject({ code: 'LIMIT_REACHED', data: { retry_after_seconds: 300 } })
  })

  it("lock nobody out by attempts on another's account, nor from another network", async () => {
    const limits = createLimits({})
    await repeat(20, () => limits.password({ email, address: '192.0.2.1' }, wrong))
    expect(await limits.password({ email: 'bob@example.org', address: '192.0.2.1' }, right)).toBe('a user')
    expect(await limits.password({ email, address: '198.51.100.1' }, right)).toBe('a user')
  })

  it('are not checked for a minute after thirty wrong ones from a network, whatever the accounts and addresses', async () => {
    const limits = createLimits({})
    const check = vi.fn(wrong)
    await repeat(50, (n) => limits.password({ email: `${n}@example.org`, address: `2001:db8:1:1::${n}` }, check))
    expect(check).toHaveBeenCalledTimes(30)
    const attempt = { email, address: '2001:db8:1:1:ffff::1' }
    await expect(limits.password(attempt, right)).rejects.toMatchObject({
      code: 'LIMIT_REACHED',
      data: { retry_after_seconds: 60 },
    })
    expect(await limits.password({ ...attempt, address: '2001:db8:1:2::1' }, right)).toBe('a user')
  })

  it('are not checked after sixty wrong ones for an account from everywhere', async () => {
    const limits = createLimits({})
    const check = vi.fn(wrong)
    await repeat(100, (n) => limits.password({ email, address: `192.0.2.${n}` }, check))
    expect(check).toHaveBeenCalledTimes(60)
  })

  it('do not count when they are right, nor when they could not be checked', async () => {
    const limits = createLimits({})
    const attempt = { email, address: '192.0.2.1' }
    for (let round = 0; round < 40; round++) await limits.password(attempt, right)
    const away = async () => {
      throw new DomainError('UNAVAILABLE', { retry_after_seconds: 1 })
    }
    for (let round = 0; round < 40; round++) await outcome(limits.password(attempt, away))
    expect(await repeat(10, () => limits.password(attempt, wrong))).toEqual(Array(10).fill('CREDENTIALS_INVALID'))
  })
})

describe('keys', () => {
  it('are not looked up for a minute after a hundred different wrong ones from a network', async () => {
    const limits = createLimits({})
    const check = vi.fn(wrong)
    for (let n = 0; n < 150; n++) await outcome(limits.token({ name: `key ${n}`, address: '192.0.2.1' }, check))
    expect(check).toHaveBeenCalledTimes(100)
    expect(await outcome(limits.token({ name: 'good', address: '192.0.2.1' }, right))).toBe('LIMIT_REACHED')
    expect(await outcome(limits.token({ name: 'good', address: '192.0.2.2' }, right))).toBe('a user')
  })

  it('lock nobody out by one that is wrong again and again', async () => {
    const limits = createLimits({})
    for (let n = 0; n < 500; n++) await outcome(limits.token({ name: 'old key', address: '192.0.2.1' }, wrong))
    expect(await limits.token({ name: 'good', address: '192.0.2.1' }, right)).toBe('a user')
  })
})

describe('calls', () => {
  const actor: Actor = { user_id: 'ada', email, groups: ['users'], credential: { kind: 'key', id: 'one' } }

  it('are as many as one likes unless something limits them', async () => {
    const limits = createLimits({})
    expect(new Set(await repeat(1_000, () => limits.call(actor)))).toEqual(new Set([undefined]))
  })

  it('are limited for each key and for its user with all keys', async () => {
    const limits = createLimits({ max_calls_per_minute: 5 })
    const limited = { ...actor, calls_per_minute: 2 }
    expect(await repeat(3, () => limits.call(limited))).toEqual([undefined, undefined, 'LIMIT_REACHED'])
    const other = { ...actor, credential: { kind: 'key', id: 'two' } } as const
    expect(await repeat(4, () => limits.call(other))).toEqual([undefined, undefined, undefined, 'LIMIT_REACHED'])
    expect(await outcome(limits.call({ ...actor, user_id: 'bob' }))).toBeUndefined()
  })

  it('of what sends mail or makes accounts are few for each network, of what else needs no sign-in many', async () => {
    const limits = createLimits({})
    const count = async (procedure: string, address: string) =>
      (await repeat(400, () => limits.publicCall(procedure, address))).filter((code) => code === undefined).length
    expect(await count('account.sign_up', '192.0.2.1')).toBe(60)
    expect(await count('account.sign_up', '192.0.2.2')).toBe(60)
    expect(await count('session.claim', '192.0.2.1')).toBe(300)
  })
})
