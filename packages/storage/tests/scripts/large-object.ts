import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { openStorage } from '../../src/index.ts'

const [folder = '', size = ''] = process.argv.slice(2)
const piece = randomBytes(1_000_000)

async function* pieces(): AsyncGenerator<Uint8Array> {
  for (let left = Number(size); left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length))
}

await using storage = await openStorage(pathToFileURL(folder).href)
await storage.put('warm', Readable.from([piece]))
const before = process.memoryUsage.rss()
const { size_bytes } = await storage.put('large', pieces())
let read_bytes = 0
for await (const bytes of await storage.read('large')) read_bytes += bytes.length
const grown_bytes = process.resourceUsage().maxRSS * 1024 - before
process.stdout.write(JSON.stringify({ size_bytes, read_bytes, grown_bytes }))
