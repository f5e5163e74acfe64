import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { onTestFinished } from 'vitest'
import { createGuardedFetch, type GuardedFetchOptions } from '../src/index.ts'

/** Listens until the test ends; the port. */
export async function serve(listener: RequestListener, host = '127.0.0.1'): Promise<number> {
  const server = createServer(listener)
  server.listen(0, host)
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A guarded client, which is strict unless told otherwise, until the test ends. */
export function client(options: Partial<GuardedFetchOptions> = {}): typeof fetch {
  const outgoing = createGuardedFetch({ allow: [], allow_loopback: false, ...options })
  onTestFinished(() => outgoing[Symbol.asyncDispose]())
  return outgoing.fetch
}
