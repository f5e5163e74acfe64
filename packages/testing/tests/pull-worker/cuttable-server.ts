import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A server behind connections that can be cut. */
export interface CuttableServer extends AsyncDisposable {
  readonly url: string
  /** How much has passed, in both directions. */
  readonly passed_bytes: number
  /** Ends every connection and lets in no other. */
  cut(): void
  mend(): void
}

/** Passes connections on to a server. */
export async function openCuttable(server_url: string): Promise<CuttableServer> {
  const { hostname: host, port } = new URL(server_url)
  const sockets = new Set<Socket>()
  let isCut = false
  let passed_bytes = 0
  const count = (piece: Buffer) => {
    passed_bytes += piece.length
  }
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((client) => {
    keep(client)
    if (isCut) return client.resetAndDestroy()
    const passed = connect({ host, port: Number(port) })
    keep(passed)
    client.pipe(passed).pipe(client)
    for (const socket of [client, passed]) socket.on('data', count)
    client.on('close', () => passed.destroy())
    passed.on('close', () => client.destroy())
    return client
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const end = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    get passed_bytes() {
      return passed_bytes
    },
    cut() {
      isCut = true
      end()
    },
    mend() {
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      end()
      server.close()
      await once(server, 'close')
    },
  }
}
