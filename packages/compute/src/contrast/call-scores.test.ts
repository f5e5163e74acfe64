import { expect, it } from 'vitest'
import { callScores, withCallMargin } from './call-scores.ts'
import type { ScoreTable } from './score-table.ts'

const [latency] = callScores
const columns = [Float64Array.of(100, 300, 5000), Float64Array.of(90, 310, Number.NaN)]
const table: ScoreTable = { score: latency, margin: 0, columns, repeats: [[], []] }

it('takes a twentieth of the mean of the baseline, over the examples that all have, for not worth having', () => {
  expect(withCallMargin(table, {}).margin).toBe(10)
})

it('has no more digits than matter', () => {
  const odd = [Float64Array.of(1, 2, 3.3), Float64Array.of(1, 2, 3)]
  expect(withCallMargin({ ...table, columns: odd }, {}).margin).toBe(0.11)
})

it('leaves the margin of the user, 0 included, and those of other scores', () => {
  expect(withCallMargin(table, { latency_ms: 0 }).margin).toBe(0)
  const other = { ...table, score: { ...latency, name: 'rougeL' } }
  expect(withCallMargin(other, {}).margin).toBe(0)
})
