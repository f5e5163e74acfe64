import { readCsv, readJson, writeJson } from './files.mjs'

/** All that was found, in degrees. */
const [input, map, output] = process.argv.slice(2)
const { scale_x, scale_y, offset_x, offset_y } = readJson(`${input}/georeference/${map}.json`)
const degrees = (x, y) => [x * scale_x + offset_x, y * scale_y + offset_y].map((value) => Number(value.toFixed(6)))
const feature = (properties, type, coordinates) => ({ type: 'Feature', properties, geometry: { type, coordinates } })

const points = readCsv(`${input}/points/${map}_points.csv`).map(({ name, x, y }) =>
  feature({ name }, 'Point', degrees(Number(x), Number(y))),
)
const lines = readCsv(`${input}/lines/${map}_lines.csv`).map(({ name, from, to }) =>
  feature(
    { name },
    'LineString',
    [from, to].map((end) => degrees(...end.split(' ').map(Number))),
  ),
)
const polygons = readCsv(`${input}/polygons/${map}_polygons.csv`).map(({ name, pixels, ...box }) => {
  const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((side) => Number(box[side]))
  const corners = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
    [x, y],
  ]
  return feature({ name, pixels: Number(pixels) }, 'Polygon', [corners.map((corner) => degrees(...corner))])
})
writeJson(`${output}/${map}.geojson`, { type: 'FeatureCollection', features: [...points, ...lines, ...polygons] })
