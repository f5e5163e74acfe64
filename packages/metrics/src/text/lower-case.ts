import { textOf } from './text-units.ts'

/** Makes a word small in place, with room for three times its length; how long it is then. */
export function lowerCase(units: Uint16Array, length: number): number {
  for (let at = 0; at < length; at++) {
    const unit = units[at] ?? 0
    if (unit >= 128) return lowerText(units, length)
    if (unit >= 65 && unit <= 90) units[at] = unit + 32
  }
  return length
}

function lowerText(units: Uint16Array, length: number): number {
  const lower = textOf(units, 0, length).toLowerCase()
  for (let at = 0; at < lower.length; at++) units[at] = lower.charCodeAt(at)
  return lower.length
}
