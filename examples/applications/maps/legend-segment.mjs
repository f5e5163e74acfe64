import { writeJson } from './files.mjs'
import { readPng } from './image.mjs'
import { boxOf, pixelsOf, regionsOf } from './region.mjs'

/** Finds the legend: the largest thing that is framed in black. */
const [input, map, output] = process.argv.slice(2)
const image = readPng(`${input}/maps/${map}.png`)
const whole = { x: 0, y: 0, width: image.width, height: image.height }
const frames = regionsOf(pixelsOf(image, '#000000', whole)).map(boxOf)
const [frame] = frames.toSorted((one, other) => other.width * other.height - one.width * one.height)
if (frame === undefined) throw new Error('The map has no legend.')
const legend = { x: frame.x + 1, y: frame.y + 1, width: frame.width - 2, height: frame.height - 2 }
writeJson(`${output}/${map}_map_segmentation.json`, { map: { ...whole, width: frame.x }, legend })
