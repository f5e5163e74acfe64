import { readJson, writeCsv } from './files.mjs'
import { pixelsOfPatches } from './patches.mjs'
import { regionsOf } from './region.mjs'

/** The pixels of each line, from its first in reading order to its last. */
const [input, map, output] = process.argv.slice(2)
const symbols = readJson(`${input}/descriptions/${map}_line.json`)
const lines = symbols.flatMap(({ colour, name }) =>
  regionsOf(pixelsOfPatches(`${input}/patches`, colour)).map((pixels) => ({
    name,
    pixels: pixels.length,
    from: pixels[0].join(' '),
    to: pixels.at(-1).join(' '),
  })),
)
writeCsv(`${output}/${map}_lines.csv`, lines)
