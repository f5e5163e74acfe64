import type { Direction } from '@assay/metrics'

/** Which direction of a score is better, as tables display it beside the name. */
export const directionSigns = {
  higher: '↑',
  lower: '↓',
  neutral: '↔',
} as const satisfies Record<Direction, string>
