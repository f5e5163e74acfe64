import { expect, it } from 'vitest'
import { fromRunId, toRunId } from './run-id.ts'

const id = '019ad6b3-1f2a-7abc-8def-0123456789ab'

it('begins with the second of the run, in UTC, and stands for that run alone', () => {
  const run_id = toRunId(id)
  expect(run_id).toBe('20251130-213734-506abc8def0123456789ab')
  expect(fromRunId(run_id)).toBe(id)
})

it.each(['', '20251130-202318', '20259930-202318-314abc8def0123456789ab', '../x'])('is not %j', (run_id) => {
  expect(fromRunId(run_id)).toBeUndefined()
})
