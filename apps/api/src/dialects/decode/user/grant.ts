import type { Credential } from '@assay/access'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Asked } from '../../routes.ts'
import { originOf, userPrefix } from '../base.ts'

const expires_seconds = 600

const query = z.object({ signature: z.string().min(1) })

/** A request that its client sends as it is; for `post`, with the file as the last field of a form. */
interface Grant {
  readonly method: 'get' | 'post'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, string>>
}

/** Lets whoever has it read or write at an address of the API of users for some minutes, as the caller may. */
export async function grantOf({ platform, request }: Asked, method: Grant['method'], address: string): Promise<Grant> {
  const path = `${userPrefix}/files/${address.split('/').map(encodeURIComponent).join('/')}`
  const access = method === 'get' ? 'read' : 'write'
  const [token = ''] = await platform.links(request, { paths: [path], expires_seconds, access })
  return { method, url: `${originOf(request)}${path}?signature=${token}`, headers: {}, data: {} }
}

/** The credential in an address that was granted. */
export function readSignature(request: FastifyRequest): Credential | undefined {
  const { data } = query.safeParse(request.query)
  const [path = ''] = request.url.split('?')
  return data && { kind: 'link', token: data.signature, path }
}
