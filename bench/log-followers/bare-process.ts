import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { z } from 'zod'

/** What followers are measured against: each line goes to all of them at once, and is kept nowhere. */
const followers = new Set<ServerResponse>()
const server = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
  followers.add(response)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
process.on('message', (line) => {
  const data = JSON.stringify({ lines: [{ text: z.string().parse(line) }] })
  for (const follower of followers) follower.write(`data: ${data}\n\n`)
})
const address = server.address()
process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, key: '', owner_id: '' })
await once(process, 'disconnect')
server.closeAllConnections()
server.close()
