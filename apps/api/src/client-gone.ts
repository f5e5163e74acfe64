import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Whoever asked has left: the rest of the work is for nobody. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'

  constructor() {
    super('The client has left.')
  }
}

/** Aborts when the client has the whole answer, or has left before. */
export function whenGone({ raw }: Pick<FastifyReply, 'raw'>): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => gone.abort(new ClientGone()))
  if (raw.closed) gone.abort(new ClientGone())
  return gone.signal
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The answer to it: while that can be sent, somebody waits. */
    answer: Pick<FastifyReply, 'raw'> | null
  }
}

/** Lets each request know its answer. */
export function knowAnswers(app: FastifyInstance): void {
  app.decorateRequest('answer', null)
  app.addHook('onRequest', async (request, reply) => {
    request.answer = reply
  })
}

/** The same as `whenGone` for whoever has the request alone. */
export function whenLeft({ answer }: FastifyRequest): AbortSignal {
  return answer ? whenGone(answer) : AbortSignal.abort(new ClientGone())
}
