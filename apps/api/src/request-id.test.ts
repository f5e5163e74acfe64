import { describe, expect, it, test } from 'vitest'
import { clientRequestIdOf } from './request-id.ts'

describe(clientRequestIdOf, () => {
  it('takes what the client calls its request', () => {
    expect(clientRequestIdOf({ headers: { 'x-request-id': 'trace:1.2-3_4' } })).toBe('trace:1.2-3_4')
  })

  test.each([undefined, '', 'a b', 'x'.repeat(101), 'line\nbreak', '<script>'])('takes nothing of %j', (given) => {
    expect(clientRequestIdOf({ headers: { 'x-request-id': given } })).toBeUndefined()
  })
})
