import type { AppRouter } from '@assay/api'
import type { TRPCLink } from '@trpc/client'

/** Queries of lists by pages carry a direction, which our lists do not know: they go one way. */
export const noDirection: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => next({ ...op, input: withoutDirection(op.input) })
}

function withoutDirection(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('direction' in input)) return input
  const { direction: _direction, ...own } = input
  return own
}
