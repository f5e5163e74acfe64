import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A database behind a connection that can be cut. */
export interface CuttableDatabase extends AsyncDisposable {
  readonly url: string
  /** Ends every connection and lets in no other. */
  cut(): void
  mend(): void
}

/** Passes connections on to a database. */
export async function openCuttable(database_url: string): Promise<CuttableDatabase> {
  const target = new URL(database_url.replace(/@\//, '@localhost/'))
  const sockets = new Set<Socket>()
  let isCut = false
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  }
  const server = createServer((client) => {
    keep(client)
    if (isCut) client.resetAndDestroy()
    else passOn(client, keep)
  })
  function passOn(client: Socket, keep: (socket: Socket) => void): void {
    const database = connect(addressOf(target))
    keep(database)
    client.pipe(database).pipe(client)
    client.on('close', () => database.destroy())
    database.on('close', () => client.destroy())
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const end = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `postgres://${target.username}:${target.password}@127.0.0.1:${address.port}${target.pathname}`,
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

function addressOf({ hostname, port, searchParams }: URL) {
  const directory = searchParams.get('host')
  const number = Number(searchParams.get('port') ?? (port || 5432))
  return directory === null ? { host: hostname, port: number } : { path: `${directory}/.s.PGSQL.${number}` }
}
