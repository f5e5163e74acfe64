import { MetricError } from '../../metric-error.ts'

/** Numbers, one per example. */
export type Numbers = ArrayLike<number>

/** Beyond it, squares overflow. */
const largest = 1e150

/** A column of finite numbers, to be read only: it may be the given one. */
export function finite(values: Numbers, name: string): Float64Array {
  const column = values instanceof Float64Array ? values : Float64Array.from(values)
  for (let index = 0; index < column.length; index++) {
    if (Math.abs(column[index] ?? 0) <= largest) continue
    throw new MetricError('NOT_FINITE', `${name}[${index}] is ${column[index]}: leave such examples out first.`)
  }
  return column
}

export function checkSameLength(a: ArrayLike<unknown>, b: ArrayLike<unknown>, names: string): void {
  if (a.length === b.length) return
  throw new MetricError('LENGTHS_DIFFER', `${names} have ${a.length} and ${b.length} entries: one per example each.`)
}

export function checkNotEmpty(values: ArrayLike<unknown>, name: string): void {
  if (values.length === 0) throw new MetricError('EMPTY', `${name} is empty.`)
}

export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return
  throw new MetricError('LEVEL_INVALID', `The level ${level} does not lie between 0 and 1.`)
}

export function checkProbability(value: number, name: string): void {
  if (value >= 0 && value <= 1) return
  throw new MetricError('PROBABILITY_INVALID', `${name} is ${value}, which is no probability.`)
}

export function checkMargin(margin: number): void {
  if (margin >= 0 && Number.isFinite(margin)) return
  throw new MetricError('MARGIN_INVALID', `The margin ${margin} is not a number of at least 0.`)
}

export function checkCount(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return
  throw new MetricError('COUNT_INVALID', `${name} is ${value}, which is no count.`)
}

export function checkResamples(resamples: number): void {
  if (Number.isSafeInteger(resamples) && resamples > 0) return
  throw new MetricError('RESAMPLES_INVALID', `${resamples} resamples cannot be drawn: give a whole number above 0.`)
}
