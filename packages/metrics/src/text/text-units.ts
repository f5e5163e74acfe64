const mostArguments = 4096
/** Longer texts are quicker to make from all units at once. */
const shortest = 12

/** The UTF-16 units of one text at a time, in scratch memory: quicker to walk than a string, and free to be changed. */
export class TextUnits {
  units = new Uint16Array(64)
  length = 0

  /** Leaves room for one more unit. */
  read(text: string): this {
    const { length } = text
    if (this.units.length <= length || this.units.length > 1 << 20) {
      this.units = new Uint16Array(2 ** Math.ceil(Math.log2(Math.max(length + 1, 64))))
    }
    const { units } = this
    for (let at = 0; at < length; at++) units[at] = text.charCodeAt(at)
    this.length = length
    return this
  }

  toString(): string {
    return textOf(this.units, 0, this.length)
  }
}

/** The text of some units. */
export function textOf(units: Uint16Array | Uint8Array, start: number, end: number): string {
  let text = ''
  if (end - start <= shortest) {
    for (let at = start; at < end; at++) text += String.fromCharCode(units[at] ?? 0)
    return text
  }
  for (let from = start; from < end; from += mostArguments) {
    text += String.fromCharCode(...units.subarray(from, Math.min(from + mostArguments, end)))
  }
  return text
}
