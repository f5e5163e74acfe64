import type { Defaulted } from './column-types.ts'

/** Columns as rate-limiter-flexible expects them; `expire` in milliseconds of the epoch. */
export interface LimitCountTable {
  key: string
  points: Defaulted<number>
  expire: number | null
}
