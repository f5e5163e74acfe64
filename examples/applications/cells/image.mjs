import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** Paths of the images below a folder, in order. */
export function imagesBelow(folder) {
  const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith('.pgm'))
  return paths.toSorted()
}

/** Reads a PGM of 8 bits: its grey values, row by row. */
export function readPgm(path) {
  const bytes = readFileSync(path)
  const [head, size] = /^P5\n(\d+ \d+)\n255\n/.exec(bytes.toString('latin1', 0, 40)) ?? []
  if (head === undefined) throw new Error(`${path} is no PGM of 8 bits`)
  return { size, pixels: bytes.subarray(head.length) }
}

/** Writes a mask: white where something was found. */
export function writeMask(path, { size, found }) {
  mkdirSync(dirname(path), { recursive: true })
  const pixels = Buffer.from(found.map((is) => (is ? 255 : 0)))
  writeFileSync(path, Buffer.concat([Buffer.from(`P5\n${size}\n255\n`), pixels]))
}
