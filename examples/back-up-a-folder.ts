// A folder of the server's as a zip here: node_modules/.bin/node examples/back-up-a-folder.ts output/run-7 run-7.zip
// It asks the server of ASSAY_URL (http://127.0.0.1:3210) with the key in ASSAY_API_KEY.
import { Assay } from '@assay/sdk'

const [folder = 'output', zip = 'output.zip'] = process.argv.slice(2)
const assay = new Assay()
const { files, size_bytes } = await assay.files.usage(folder)
console.log(`${files} files, ${size_bytes} bytes`)
const download = await assay.files.zip(folder)
console.log('saved', await download.saveTo(zip, { overwrite: true }))
