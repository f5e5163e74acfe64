export interface Scale {
  readonly ticks: readonly number[]
  readonly decimals: number
  place(value: number): number
}

interface Drawn {
  readonly from: number
  readonly to: number
  readonly ticks: number
}

/** Below it, and below 1e-9 of the values, a range is rounding and drawn as a single value. */
const leastRange = 1e-12

const steps = [1, 2, 2.5, 5, 10]

/** Holds all values, with ticks at round numbers. */
export function linearScale(values: readonly number[], { from, to, ticks: wanted }: Drawn): Scale {
  const [least, most] = widen(Math.min(...values), Math.max(...values))
  const { step, power } = roundStep((most - least) / wanted)
  const first = Math.ceil(least / step - 1e-9)
  const last = Math.floor(most / step + 1e-9)
  const ticks = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step)
  const hasHalf = Math.abs(step / power - 2.5) < 1e-9
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) + (hasHalf && step < 10 ? 1 : 0))
  return { ticks, decimals, place: (value) => from + ((value - least) / (most - least)) * (to - from) }
}

function roundStep(raw: number): { readonly step: number; readonly power: number } {
  const power = 10 ** Math.floor(Math.log10(raw))
  return { step: (steps.find((factor) => factor * power >= raw * 0.999) ?? 10) * power, power }
}

/** From 0 to the largest of some counts, with ticks at whole numbers. */
export function countScale(most: number, { from, to }: Pick<Drawn, 'from' | 'to'>): Scale {
  const step = Math.max(1, Math.ceil(roundStep(Math.max(1, most) / 3).step))
  const ticks = Array.from({ length: Math.floor(most / step) + 1 }, (_, at) => at * step)
  return { ticks, decimals: 0, place: (value) => from + (value / Math.max(1, most)) * (to - from) }
}

/** Adds a little room at both ends; around a single value, as much as is needed to draw it. */
function widen(least: number, most: number): [number, number] {
  if (!Number.isFinite(least) || !Number.isFinite(most)) return [0, 1]
  if (most - least <= Math.max(leastRange, 1e-9 * Math.max(Math.abs(least), Math.abs(most)))) {
    const size = Math.abs(least) < leastRange ? 1 : Math.abs(least)
    return [least - size / 2, most + size / 2]
  }
  const room = (most - least) * 0.06
  return [least >= 0 && least < room ? 0 : least - room, most + room]
}
