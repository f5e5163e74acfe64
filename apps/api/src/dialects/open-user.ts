import type { Credential } from '@assay/access'
import type { FastifyRequest } from 'fastify'
import { readCredential } from '../authentication.ts'
import { isLoopback } from '../loopback.ts'

/**
 * The credential of a client: that of its header, or none, where the operator lets a user be whoever asks from this
 * machine and it is certain that the request comes from there, and from no page of another site.
 */
export function readOpenly(request: FastifyRequest, open_user: string | undefined): Credential | undefined {
  const presented = readCredential(request.headers.authorization)
  if (presented || open_user === undefined || !isFromHere(request)) return presented
  return { kind: 'open', email: open_user }
}

function isFromHere({ raw, headers }: FastifyRequest): boolean {
  const peer = raw.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const names = Object.keys(headers)
  const isForwarded = names.some((name) => name.startsWith('x-forwarded-') || name === 'forwarded')
  const { host = '', origin, 'sec-fetch-site': site } = headers
  const isForeign = origin !== undefined && hostOf(origin) !== host
  return isLoopback(peer) && isLoopback(nameOf(host)) && !isForeign && !isForwarded && site !== 'cross-site'
}

function nameOf(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? ''
}

function hostOf(origin: string): string | undefined {
  return URL.parse(origin)?.host
}
