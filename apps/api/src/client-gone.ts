import type { FastifyReply } from 'fastify'

/** Aborts when the client has the whole answer, or has left before. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}
