import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { pipeline } from 'node:stream/promises'

/** What the API is measured against: the program `zip`, which stores a folder into the answer, and nothing else. */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: bare-process.ts <folder>')
const server = createServer((_request, response) => {
  const zip = spawn('zip', ['-q', '-0', '-r', '-', '.'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  response.writeHead(200, { 'content-type': 'application/zip' })
  pipeline(zip.stdout, response).catch((error: unknown) => console.error(error))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
process.send?.(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
await once(process, 'disconnect')
server.close()
server.closeAllConnections()
