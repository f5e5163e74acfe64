import { rounded } from './spread.ts'

/** A promised number. */
export interface Hold {
  readonly figure: 'ours' | 'ratio'
  readonly at: 'most' | 'least'
  readonly limit: number
}

/** One number, beside its alternative's in the same run. */
export interface Figure {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly alternative?: { readonly what: string; readonly value: number }
  /** Ours divided by the alternative's. */
  readonly ratio?: number
  /** What is promised of it; absent: it is only told. */
  readonly hold?: string
  readonly holds?: boolean
}

interface Measurement {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly alternative?: { readonly what: string; readonly value: number }
  readonly hold?: Hold
}

export function figure({ what, unit, ours, alternative, hold }: Measurement): Figure {
  const ratio = alternative && ours / alternative.value
  return {
    what,
    unit,
    ours: rounded(ours),
    ...(alternative && { alternative: { ...alternative, value: rounded(alternative.value) } }),
    ...(ratio !== undefined && { ratio: rounded(ratio) }),
    ...(hold && judge(hold, hold.figure === 'ours' ? ours : ratio)),
  }
}

function judge({ figure, at, limit }: Hold, value = Number.NaN): { hold: string; holds: boolean } {
  const sign = at === 'most' ? '≤' : '≥'
  return { hold: `${figure} ${sign} ${limit}`, holds: at === 'most' ? value <= limit : value >= limit }
}

/** Promises that a time, or another figure of ours, is at most so much. */
export function atMost(limit: number): Hold {
  return { figure: 'ours', at: 'most', limit }
}

/** Promises that a rate of ours is at least so much. */
export function atLeast(limit: number): Hold {
  return { figure: 'ours', at: 'least', limit }
}

/** Promises that ours divided by the alternative's is at most so much. */
export function ratioAtMost(limit: number): Hold {
  return { figure: 'ratio', at: 'most', limit }
}

/** Promises that ours divided by the alternative's is at least so much. */
export function ratioAtLeast(limit: number): Hold {
  return { figure: 'ratio', at: 'least', limit }
}
