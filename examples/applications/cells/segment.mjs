import { imagesBelow, readPgm, writeMask } from './image.mjs'

/** Finds cells: whatever is brighter than a threshold, the same for all images. */
const [input, output, , threshold] = process.argv.slice(2)
for (const path of imagesBelow(input)) {
  const { size, pixels } = readPgm(`${input}/${path}`)
  writeMask(`${output}/${path}`, { size, found: [...pixels].map((value) => value > Number(threshold)) })
}
