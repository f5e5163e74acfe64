import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { checkKey } from '../object-key.ts'

/** Names of the store's own folders begin with it; parts of a key never do on disk. */
const own = '='

/** The folder in which objects grow until they are whole. */
export const incomingFolder = `${own}incoming`

/** The folder in which objects that arrive in parts lie until they are complete, each with a folder of its own. */
export const uploadsFolder = `${own}uploads`

/**
 * Where an object lies: its parts as folders, its last part in one of 256 folders by hash, so that no folder grows
 * without bound, and `a` and `a/b` can both exist.
 */
export function pathOf(root: string, key: string): string {
  checkKey(key)
  const parts = key.split('/')
  const last = parts.pop() ?? ''
  return join(root, ...parts.map(encodePart), own + shardOf(last), encodePart(last))
}

/** Whether a folder belongs to the layout and not to a key. */
export function isShard(folder: string): boolean {
  return folder.startsWith(own) && folder !== incomingFolder && folder !== uploadsFolder
}

export function isPart(folder: string): boolean {
  return !folder.startsWith(own)
}

export function encodePart(part: string): string {
  return part.replaceAll('%', '%25').replace(/^=/, '%3D')
}

export function decodePart(name: string): string {
  return name.replace(/^%3D/, '=').replaceAll('%25', '%')
}

function shardOf(part: string): string {
  return createHash('sha256').update(part).digest('hex').slice(0, 2)
}
