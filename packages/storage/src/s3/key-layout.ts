import { checkKey } from '../object-key.ts'

const mostBytes = 1024
/** Marks the last part of a key: stores on disks hold no object whose name is a folder of another. */
const own = '='
// neither can stand in XML, in which stores answer
const escaped = /[%\ufffe\uffff]|^=/gu

/** The name of an object in the bucket. Throws RangeError. */
export function nameOf(prefix: string, key: string): string {
  checkKey(key)
  const parts = key.split('/').map(encodePart)
  const last = parts.pop() ?? ''
  const name = prefix + [...parts, own + last].join('/')
  if (Buffer.byteLength(name) > mostBytes) {
    throw new RangeError(`The key ${JSON.stringify(key)} is too long for the bucket by its prefix.`)
  }
  return name
}

/** Undefined for an object that is not ours. */
export function keyOf(prefix: string, name: string): string | undefined {
  if (!name.startsWith(prefix)) return undefined
  const parts = name.slice(prefix.length).split('/')
  const last = parts.pop() ?? ''
  if (!last.startsWith(own)) return undefined
  return [...parts, last.slice(own.length)].map(decodeURIComponent).join('/')
}

/** The prefixes of all names whose keys begin with a prefix. */
export function namePrefixesOf(prefix: string, keyPrefix: string): readonly string[] {
  const parts = keyPrefix.split('/')
  const last = parts.pop() ?? ''
  const folder = prefix + parts.map((part) => `${encodePart(part)}/`).join('')
  if (last === '') return [folder]
  // as a folder and as an object
  return [folder + encodePart(last), folder + own + encodePart(last)]
}

function encodePart(part: string): string {
  return part.replaceAll(escaped, encodeURIComponent)
}
