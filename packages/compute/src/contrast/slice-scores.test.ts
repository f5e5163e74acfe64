import { createRegistry } from '@assay/metrics'
import { expect, it } from 'vitest'
import { contrast } from './contrast.ts'
import { sliceScores } from './slice-scores.ts'

const score = createRegistry().owner('rougeL')?.score
if (!score) throw new Error('the registry has no ROUGE-L')

// slice 0 is easy and the run answers it mostly, slice 1 is hard: better in each, worse over both
const slices = Float64Array.from({ length: 120 }, (_, example) =>
  example < 60 ? (example < 50 ? 0 : 1) : example < 70 ? 0 : 1,
)
const wobble = (example: number) => ((example * 37) % 11) / 200
const baseline = Float64Array.from(slices, (slice, example) => (slice === 0 ? 0.8 : 0.2) + wobble(example))
const run = Float64Array.from(baseline, (value, example) => value + 0.1 + wobble(example + 5))
const table = { score, margin: 0.001, columns: [baseline, run], repeats: [] }
const question = { run_ids: ['a', 'b'], table, slices, leading_run_id: 'a', level: 0.95, seed: 0 } as const

it('compares each run with the leading one in each slice', () => {
  const found = sliceScores(question)
  expect([...found.keys()].toSorted()).toEqual([0, 1])
  for (const { differences } of found.values()) {
    expect(differences).toMatchObject([{ run_id: 'b', baseline_run_id: 'a', outcome: 'better' }])
  }
  expect(found.get(0)?.examples).toBe(60)
})

it('scores a slice as if it were all there is', () => {
  const part = {
    ...table,
    columns: table.columns.map((column) => column.filter((_, example) => slices[example] === 1)),
  }
  const alone = contrast({ run_ids: ['a', 'b'], tables: [part], level: 0.95, seed: 0, method: 'analytic' })[0]
  const { runs, differences } = sliceScores(question).get(1) ?? {}
  expect(runs?.map(({ estimate, low, high }) => [estimate, low, high])).toEqual(
    alone?.runs.map(({ estimate, low, high }) => [estimate, low, high]),
  )
  expect(differences?.[0]?.difference).toEqual(alone?.differences[0]?.difference)
})

it('corrects over all slices together', () => {
  const none = sliceScores({ ...question, slices: new Float64Array(120) })
  expect(none.size).toBe(1)
  const many = sliceScores({ ...question, slices: slices.map((_, example) => example % 6) })
  const p_values = [...many.values()].map(({ differences }) => differences[0]?.p_value ?? 1)
  const single = contrast({
    run_ids: ['a', 'b'],
    tables: [{ ...table, columns: table.columns.map((column) => column.filter((_, example) => example % 6 === 0)) }],
    level: 0.95,
    seed: 0,
    method: 'analytic',
  })[0]?.differences[0]?.p_value
  expect(p_values[0]).toBeGreaterThan(single ?? 1)
})

it('leaves out what not every run has', () => {
  const holes = run.map((value, example) => (slices[example] === 1 ? Number.NaN : value))
  const found = sliceScores({ ...question, table: { ...table, columns: [baseline, holes] } })
  expect([...found.keys()]).toEqual([0])
})
