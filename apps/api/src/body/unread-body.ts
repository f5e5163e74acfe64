import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { announcedBytes, strangersBodyBytes } from './admission.ts'

/** How long whoever still sends a body has to read the answer, in milliseconds. */
const lingerMs = 1_000

/**
 * A refusal of a long body is answered while that is on its way. No more of it is read, and the connection is closed,
 * but not before the client has had a moment to read the answer: it would be reset, and the answer lost.
 */
export function refuseWithoutReading(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (reply.statusCode < 400 || typeof payload !== 'string' || !isUnread(request)) return payload
    reply.headers({ connection: 'close', 'content-length': Buffer.byteLength(payload) })
    return Readable.from(lingering(payload, request))
  })
}

/** What is left of a short body is thrown away, which costs nothing, and the connection is kept. */
function isUnread(request: FastifyRequest): boolean {
  return request.raw.complete === false && announcedBytes(request) > strangersBodyBytes
}

async function* lingering(answer: string, { raw }: FastifyRequest): AsyncGenerator<string> {
  yield answer
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, lingerMs)
    raw.socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
