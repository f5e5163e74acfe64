import { readCsv, writeJson } from './files.mjs'

/** Scale and offset from pixels to degrees, by two control points. */
const [input, map, output] = process.argv.slice(2)
const [one, other] = readCsv(`${input}/control-points.csv`).map((row) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)])),
)
const scale_x = (other.longitude - one.longitude) / (other.x - one.x)
const scale_y = (other.latitude - one.latitude) / (other.y - one.y)
const offset_x = one.longitude - one.x * scale_x
const offset_y = one.latitude - one.y * scale_y
writeJson(`${output}/${map}.json`, { scale_x, scale_y, offset_x, offset_y })
