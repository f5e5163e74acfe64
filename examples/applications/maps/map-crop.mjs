import { mkdirSync } from 'node:fs'
import { readJson } from './files.mjs'
import { readPng, writePpm } from './image.mjs'

/** Cuts the map into patches, without the legend. */
const [input, map, output, _, patch] = process.argv.slice(2)
const size = Number(patch)
const image = readPng(`${input}/maps/${map}.png`)
const { width, height } = readJson(`${input}/segmentation/${map}_map_segmentation.json`).map
const folder = `${output}/${map}_g${size}_s${size}_wo_legend`
mkdirSync(folder)
let patches = 0
for (let y = 0; y < height; y += size) {
  console.log(`::progress ${(y / height).toFixed(2)} row ${y}`)
  for (let x = 0; x < width; x += size) {
    const box = { x, y, width: Math.min(size, width - x), height: Math.min(size, height - y) }
    writePpm(`${folder}/${x}_${y}.ppm`, image, box)
    patches++
  }
}
console.log(`${patches} patches`)
