import type { Credential } from '@assay/access'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { readCredential } from '../../../authentication.ts'
import type { Asked } from '../../routes.ts'
import { originOf, workerPrefix } from '../base.ts'

const expires_seconds = 600

const query = z.looseObject({ signature: z.string().min(1) })

interface Granted {
  readonly method: 'get' | 'post'
  /** Parts of the address, as they are meant. */
  readonly parts: readonly string[]
  readonly query?: Readonly<Record<string, string>>
}

/** Lets whoever has it read or write at an address of the API of workers for some minutes, as the worker may. */
export async function grantOf({ platform, request }: Asked, { method, parts, query: said = {} }: Granted) {
  const path = `${workerPrefix}/${parts.map(encodeURIComponent).join('/')}`
  const access = method === 'get' ? 'read' : 'write'
  const [token = ''] = await platform.links(request, { paths: [sealed(path, said)], expires_seconds, access })
  const url = `${originOf(request)}${path}?${new URLSearchParams({ ...said, signature: token })}`
  return { method, url, headers: {}, data: {} }
}

/** The credential in an address that was granted, or that of a header. */
export function readGiven(request: FastifyRequest): Credential | undefined {
  const { data } = query.safeParse(request.query)
  if (!data) return readCredential(request.headers.authorization)
  const { signature: token, ...said } = data
  const [path = ''] = request.url.split('?')
  return { kind: 'link', token, path: sealed(path, said) }
}

/** A link is good for its address with all that the address says. */
function sealed(path: string, said: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(said).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return parts.length === 0 ? path : `${path}?${JSON.stringify(parts)}`
}
