import type { Direction } from '@assay/metrics'

/** Which way a score is better, as tables show it beside its name. */
export const directionSigns = {
  higher: '↑',
  lower: '↓',
  neutral: '↔',
} as const satisfies Record<Direction, string>
