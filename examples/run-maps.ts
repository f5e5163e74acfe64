// Nine applications over one map: node_modules/.bin/node examples/run-maps.ts examples/applications/maps peach
// An admin has loaded them: npx assay applications apply examples/applications/maps/applications.yaml
// It asks the server of ASSAY_URL (http://127.0.0.1:3210) with the key in ASSAY_API_KEY.
import { Assay } from '@assay/sdk'

const [folder = 'examples/applications/maps', map = 'peach'] = process.argv.slice(2)
const assay = new Assay()
await assay.files.upload(`${folder}/${map}.png`, `data/maps/${map}.png`)
for (const table of ['symbols.csv', 'control-points.csv']) {
  await assay.files.upload(`${folder}/${table}`, `data/tables/${table}`)
}
const run = await assay.runs.create({ application: 'maps/1', entrypoints: ['geopackage'], parameters: { map } })
const { jobs } = await assay.runs.wait(run.id, { throwOnFailure: true })
for (const { id, name, reused_from } of jobs) {
  if (reused_from !== null) console.log(name, 'had nothing to do')
  else for await (const { text } of assay.jobs.logs(id)) console.log(name, text)
}
const found = await assay.files.download(`output/${run.id}/geopackage/${map}.geojson`)
console.log(await found.text())
