import { expect, it } from 'vitest'
import { FailureCount } from './failures.ts'

it('tells the five most frequent reasons, most frequent first', () => {
  const failures = new FailureCount()
  for (let reason = 1; reason <= 7; reason++) for (let time = 0; time < reason; time++) failures.add(`reason ${reason}`)
  expect(failures.total).toBe(28)
  expect(failures.reasons).toEqual([7, 6, 5, 4, 3].map((examples) => ({ reason: `reason ${examples}`, examples })))
})

it('counts beyond a thousand different reasons the late ones as one', () => {
  const failures = new FailureCount()
  for (let example = 0; example < 5_000; example++) failures.add(`the text "${example}" is too long`)
  expect(failures.total).toBe(5_000)
  expect(failures.reasons[0]).toEqual({ reason: 'Another reason.', examples: 4_000 })
})
