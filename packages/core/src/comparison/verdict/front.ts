import type { Front } from '@assay/schemas'

type Point = Omit<Front['runs'][number], 'is_optimal'>

/** Tells which runs are optimal: no other is at least as good for at most as much, and better in one of the two. */
export function frontOf(
  points: readonly Point[],
  { quality, expense, direction }: Pick<Front, 'quality' | 'expense'> & { readonly direction: 'higher' | 'lower' },
): Front {
  const sign = direction === 'higher' ? 1 : -1
  const known = points.flatMap((point) => {
    const { quality: good, expense: paid } = point
    return good === null || paid === null ? [] : [{ run_id: point.run_id, good: sign * good, paid }]
  })
  const isOptimal = (run_id: string): boolean | null => {
    const own = known.find((point) => point.run_id === run_id)
    return own ? !known.some((other) => dominates(other, own)) : null
  }
  return { quality, expense, runs: points.map((point) => ({ ...point, is_optimal: isOptimal(point.run_id) })) }
}

interface Known {
  readonly good: number
  readonly paid: number
}

function dominates(other: Known, own: Known): boolean {
  const isNoWorse = other.good >= own.good && other.paid <= own.paid
  return isNoWorse && (other.good > own.good || other.paid < own.paid)
}
