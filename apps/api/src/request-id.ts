import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

const sane = /^[\w.:-]{1,100}$/

/** What the client calls its request, if that is harmless. It stands beside our own id in logs, never in its place. */
export function clientRequestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  const given = headers['x-request-id']
  return typeof given === 'string' && sane.test(given) ? given : undefined
}

/** By which id an answer names its request: that by which the client knows it, if it has one. */
export function answeredIdOf(request: Pick<FastifyRequest, 'id' | 'headers'>): string {
  return clientRequestIdOf(request) ?? request.id
}
