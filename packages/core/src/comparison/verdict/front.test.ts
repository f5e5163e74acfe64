import fc from 'fast-check'
import { expect, it } from 'vitest'
import { frontOf } from './front.ts'

const about = { quality: 'rougeL', expense: 'cost', direction: 'higher' } as const
const point = ([run_id, quality, expense]: readonly [string, number | null, number | null]) => ({
  run_id,
  quality,
  expense,
})
const optimal = (
  points: readonly (readonly [string, number | null, number | null])[],
  direction = about.direction as 'higher' | 'lower',
) => frontOf(points.map(point), { ...about, direction }).runs.map(({ is_optimal }) => is_optimal)

it('leaves out whoever is beaten at no greater cost', () => {
  expect(
    optimal([
      ['cheap', 0.3, 1],
      ['good', 0.5, 5],
      ['dear', 0.5, 6],
      ['poor', 0.2, 1],
    ]),
  ).toEqual([true, true, false, false])
})

it('keeps equals, and turns around where lower is better', () => {
  expect(
    optimal([
      ['a', 0.3, 1],
      ['b', 0.3, 1],
    ]),
  ).toEqual([true, true])
  expect(
    optimal(
      [
        ['a', 0.3, 1],
        ['b', 0.5, 1],
      ],
      'lower',
    ),
  ).toEqual([true, false])
})

it('does not judge what is unknown, nor let it judge', () => {
  expect(
    optimal([
      ['a', 0.3, null],
      ['b', null, 1],
      ['c', 0.1, 9],
    ]),
  ).toEqual([null, null, true])
})

it('holds, for every run, one that is no worse in either', () => {
  const value = fc.integer({ min: 0, max: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 12 }), (values) => {
      const points = values.map(([quality, expense], at) => ({ run_id: `${at}`, quality, expense }))
      const { runs } = frontOf(points, about)
      const best = runs.filter(({ is_optimal }) => is_optimal)
      for (const { quality, expense } of points) {
        expect(best.some((run) => (run.quality ?? 0) >= quality && (run.expense ?? 0) <= expense)).toBe(true)
      }
    }),
  )
})
