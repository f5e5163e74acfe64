import { readCsv, readJson, writeJson } from './files.mjs'

/** Says what each item of the legend stands for, by the table of symbols. */
const [input, map, output] = process.argv.slice(2)
const { features } = readJson(`${input}/items/${map}_PointLineType.geojson`)
const symbols = readCsv(`${input}/symbols.csv`)
for (const kind of ['point', 'line', 'polygon']) {
  const known = features.flatMap(({ properties: { colour } }) =>
    symbols.filter((symbol) => symbol.colour === colour && symbol.kind === kind),
  )
  writeJson(
    `${output}/${map}_${kind}.json`,
    known.map(({ colour, name }) => ({ colour, name })),
  )
}
