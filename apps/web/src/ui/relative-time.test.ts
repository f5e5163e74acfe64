import { expect, it } from 'vitest'
import { relativeTime } from './relative-time.ts'

it('says how long ago something was in the largest unit that fits', () => {
  const now = Date.parse('2026-12-05T12:00:00Z')
  expect(relativeTime('2026-12-05T11:59:30Z', now)).toBe('30 seconds ago')
  expect(relativeTime('2026-12-05T09:10:00Z', now)).toBe('2 hours ago')
  expect(relativeTime('2026-12-04T09:00:00Z', now)).toBe('yesterday')
})
