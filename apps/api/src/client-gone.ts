import type { FastifyReply } from 'fastify'

/** Aborts when the client has all, or has left before. */
export function whenGone({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort())
  return gone.signal
}
