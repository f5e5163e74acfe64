import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What the API is measured against: one pipe from the socket to the disk, and one back. */
const [directory = ''] = process.argv.slice(2)
const path = join(directory, 'bare')
const server = createServer(async (request, response) => {
  // on the disk at the end, as ours is
  if (request.method === 'PUT') await pipeline(request, createWriteStream(path, { flush: true }))
  else await pipeline(createReadStream(path), response)
  response.end()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, key: '' })
await once(process, 'disconnect')
server.close()
