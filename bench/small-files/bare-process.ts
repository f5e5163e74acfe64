import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/** What files one by one are measured against: one request with a tar, which is unpacked as it comes. */
const [directory = ''] = process.argv.slice(2)
const server = createServer(async (request, response) => {
  const tar = spawn('tar', ['-xf', '-', '-C', await mkdtemp(join(directory, 'bare-'))], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = once(tar, 'close')
  await pipeline(request, tar.stdin)
  const [code] = await ended
  response.writeHead(code === 0 ? 200 : 500).end()
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
await once(process, 'disconnect')
server.close()
