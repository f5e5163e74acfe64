import type { FastifyRequest } from 'fastify'

/** Where the API of users lives. */
export const userPrefix = '/decode/user'

/** Where the API of workers lives. */
export const workerPrefix = '/decode/worker'

/** The server, as the client wrote it. */
export function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}`
}
