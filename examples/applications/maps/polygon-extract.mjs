import { readJson, writeCsv } from './files.mjs'
import { readPng } from './image.mjs'
import { boxOf, pixelsOf, regionsOf } from './region.mjs'

/** The areas of each symbol: their boxes and sizes, the item of the legend itself left out. */
const [input, map, output] = process.argv.slice(2)
const image = readPng(`${input}/maps/${map}.png`)
const { features } = readJson(`${input}/items/${map}_PointLineType.geojson`)
const legendFrom = Math.min(...features.map(({ geometry }) => geometry.coordinates[0][0][0]))
const symbols = readJson(`${input}/descriptions/${map}_polygon.json`)
const areas = symbols.flatMap(({ colour, name }) =>
  regionsOf(pixelsOf(image, colour, { x: 0, y: 0, width: legendFrom, height: image.height })).map((region) => ({
    name,
    pixels: region.length,
    ...boxOf(region),
  })),
)
writeCsv(`${output}/${map}_polygons.csv`, areas)
