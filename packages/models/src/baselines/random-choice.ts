import { createHash } from 'node:crypto'

/** Without repetition; the same on every machine, because it uses SHA-256 alone. */
export function drawIndices(
  count: number,
  size: number,
  seed: { readonly seed: number; readonly input: string },
): number[] {
  const source = createHash('sha256').update(`${seed.seed}\n`).update(seed.input).digest()
  const left = Array.from({ length: size }, (_, index) => index)
  return Array.from({ length: Math.min(count, size) }, (_, draw) => {
    const number = createHash('sha256').update(source).update(String(draw)).digest().readUIntBE(0, 6)
    return left.splice(number % left.length, 1)
  }).flat()
}
