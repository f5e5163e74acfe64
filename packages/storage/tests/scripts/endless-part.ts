import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { openStorage } from '../../src/index.ts'

const [folder = '', upload_id = ''] = process.argv.slice(2)
let pieces = 20

/** Says so when all of it is written that will ever come, and does not end. */
const body = new Readable({
  read() {
    if (pieces === 0) process.stdout.write('written')
    else this.push(Buffer.alloc(100_000, 'x'))
    pieces -= 1
  },
})

await using storage = await openStorage(pathToFileURL(folder).href)
setTimeout(() => {}, 600_000)
await storage.part({ key: 'up', upload_id }, { number: 2, offset: 6, body })
