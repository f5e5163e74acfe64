import { writeFileSync } from 'node:fs'
import { imagesBelow, readPgm } from './image.mjs'

/** Compares what was found with the truth, image by image: intersection over union, and how many pixels are wrong. */
const [input, table] = process.argv.slice(2)
const rows = imagesBelow(`${input}/found`).map((path) => {
  const [found, truth] = ['found', 'masks'].map((folder) => readPgm(`${input}/${folder}/${path}`).pixels)
  let [both, either] = [0, 0]
  for (const [at, value] of truth.entries()) {
    if (value > 0 && found[at] > 0) both += 1
    if (value > 0 || found[at] > 0) either += 1
  }
  return [path, either === 0 ? 1 : both / either, either - both]
})
writeFileSync(table, `path,iou,wrong_pixels\n${rows.map((row) => row.join(',')).join('\n')}\n`)
console.log(`${rows.length} images are scored`)
