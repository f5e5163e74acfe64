import { readJson, writeJson } from './files.mjs'
import { readPng } from './image.mjs'
import { boxOf, pixelsOf, regionsOf } from './region.mjs'

/** Finds the items of the legend: each a region of one colour on white. */
const [input, map, output] = process.argv.slice(2)
const image = readPng(`${input}/maps/${map}.png`)
const { legend } = readJson(`${input}/segmentation/${map}_map_segmentation.json`)
const colours = new Set()
for (let y = legend.y; y < legend.y + legend.height; y++)
  for (let x = legend.x; x < legend.x + legend.width; x++) colours.add(image.at(x, y))
colours.delete('#ffffff')
const items = [...colours].map((colour) => ({ colour, box: boxOf(regionsOf(pixelsOf(image, colour, legend))[0]) }))
writeJson(`${output}/${map}_PointLineType.geojson`, {
  type: 'FeatureCollection',
  features: items.map(({ colour, box: { x, y, width, height } }) => ({
    type: 'Feature',
    properties: { colour },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x, y],
          [x + width, y],
          [x + width, y + height],
          [x, y + height],
          [x, y],
        ],
      ],
    },
  })),
})
