import { describe, expect, it, test } from 'vitest'
import { requestIdOf } from './request-id.ts'

describe(requestIdOf, () => {
  it('takes the id that the client sends', () => {
    expect(requestIdOf({ headers: { 'x-request-id': 'trace:1.2-3_4' } })).toBe('trace:1.2-3_4')
  })

  test.each([undefined, '', 'a b', 'x'.repeat(101), 'line\nbreak', '<script>'])(
    'makes its own instead of %j',
    (given) => {
      expect(requestIdOf({ headers: { 'x-request-id': given } })).toMatch(/^[0-9a-f]{8}-/)
    },
  )
})
