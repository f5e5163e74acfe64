import { rounded } from './spread.ts'

/** A promised ratio: the alternative is measured in the same run, as machines differ two-fold. */
export interface Hold {
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
    ...(hold && judge(hold, ratio)),
  }
}

function judge({ at, limit }: Hold, value = Number.NaN): { hold: string; holds: boolean } {
  const sign = at === 'most' ? '≤' : '≥'
  return { hold: `ratio ${sign} ${limit}`, holds: at === 'most' ? value <= limit : value >= limit }
}

/** Promises that ours divided by the alternative's is at most so much. */
export function ratioAtMost(limit: number): Hold {
  return { at: 'most', limit }
}

/** Promises that ours divided by the alternative's is at least so much. */
export function ratioAtLeast(limit: number): Hold {
  return { at: 'least', limit }
}
