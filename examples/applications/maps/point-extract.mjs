import { readJson, writeCsv } from './files.mjs'
import { pixelsOfPatches } from './patches.mjs'
import { boxOf, regionsOf } from './region.mjs'

/** Where the points of each symbol are: the middle of each region of its colour. */
const [input, map, output] = process.argv.slice(2)
const symbols = readJson(`${input}/descriptions/${map}_point.json`)
const points = symbols.flatMap(({ colour, name }) =>
  regionsOf(pixelsOfPatches(`${input}/patches`, colour))
    .map(boxOf)
    .map(({ x, y, width, height }) => ({ name, x: x + width / 2, y: y + height / 2 })),
)
writeCsv(`${output}/${map}_points.csv`, points)
