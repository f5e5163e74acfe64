/** Receives each token, as units. */
type TokenSink = (units: Uint16Array, start: number, end: number) => void

const space = 32
const [comma, hyphen, fullStop] = [44, 45, 46]

/** The ASCII symbols that are always set apart: all but `' , - .`. */
const symbols = Uint8Array.from({ length: 128 }, (_, unit) => Number(/[{-~[-` -&(-+:-@/]/.test(String.fromCharCode(unit))))

/** Whether a word may be more than one token. */
export function isCut(unit: number): boolean {
  return unit === comma || unit === hyphen || unit === fullStop || symbols[unit] === 1
}
