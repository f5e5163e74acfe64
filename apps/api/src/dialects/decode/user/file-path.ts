import { fileRef, rootFolders } from '@assay/schemas'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../error.ts'
import { userPrefix } from '../base.ts'

/** The folders at the top that DECODE has; the others stay out of sight. */
export const predefined = rootFolders.filter((folder) => folder !== 'temp')

/** What stands behind `/files/`, decoded once. Throws a refusal where that is no text. */
export function addressOf({ url }: FastifyRequest): string {
  const [path = ''] = url.split('?')
  try {
    return decodeURIComponent(path.slice(`${userPrefix}/files/`.length))
  } catch {
    throw new Refusal(400, 'Invalid address')
  }
}

/** A path of ours, without doubled slashes and those at the ends; empty: the top. */
export function plainPath(address: string): string {
  return address.split('/').filter(Boolean).join('/')
}

export function isPredefined(path: string): boolean {
  return predefined.some((folder) => folder === path)
}

/** Whether there can be such a file. */
export function isPossible(path: string): boolean {
  const [top = ''] = path.split('/')
  return isPredefined(top) && fileRef.shape.path.safeParse(path).success
}

/** Throws a refusal for a path that leads out of the folders of a user, or that no file can have. */
export function requirePossible(path: string): string {
  if (!isPossible(path))
    throw new Refusal(422, [{ type: 'value_error', loc: ['path'], msg: 'Invalid path', input: path }])
  return path
}
