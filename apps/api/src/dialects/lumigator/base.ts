import type { FastifyRequest } from 'fastify'

/** Where the dialect lives; the ancestor's SDK is given it as part of the host. */
export const prefix = '/lumigator'

/** The address of the dialect, as the client wrote it. */
export function baseOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${host}${prefix}`
}

/** The address of something in the API that was just made. */
export function locationOf(request: FastifyRequest, path: string): string {
  return `${baseOf(request)}/api/v1/${path}`
}
