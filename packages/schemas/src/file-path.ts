import { hasInvisibleCharacter } from './invisible-character.ts'

/** The folders at the top of each user's tree. They are always there, and can be neither moved nor removed. */
export const rootFolders = ['config', 'data', 'artifact', 'output', 'log', 'temp'] as const

/** A folder at the top of a user's tree. */
export type RootFolder = (typeof rootFolders)[number]

const mostPathBytes = 1024
const mostNameBytes = 255
const mostFolders = 64

// control characters, line separators, what turns the direction of text, what is no whole character
const hidden = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u206f\u200e\u200f\u061c]/u
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i

/**
 * What is wrong with a path in a tree of files; undefined: nothing. It is the one place in which paths are refused.
 *
 * A path has names between single slashes, as `data/run-7/a.tif`, the first of them one of `rootFolders`. A name is 1
 * to 255 bytes of UTF-8 of any script, without control characters, those for the direction of text, slashes,
 * backslashes and invisible characters but those in emoji and within scripts that need them; it is no device of
 * Windows, and begins or ends neither with a blank nor (at its end) with a dot. Paths that a decoder, however often it
 * runs, would take elsewhere are refused as the others are.
 */
export function faultOfPath(path: string): string | undefined {
  if (!path.isWellFormed()) return 'must be whole Unicode text'
  if (path.startsWith('/')) return 'must begin with one of the top folders, without a slash before it'
  if (byteLength(path) > mostPathBytes) return `must have at most ${mostPathBytes} bytes of UTF-8`
  const names = path.split('/')
  if (names.length > mostFolders) return `must have at most ${mostFolders} names`
  for (const name of names) {
    const fault = faultOfName(name)
    if (fault) return fault
  }
  const [root] = names
  if (!rootFolders.some((folder) => folder === root)) return `must begin with one of ${rootFolders.join(', ')}`
  return undefined
}

/** What is wrong with the name of a file or a folder; undefined: nothing. */
export function faultOfName(name: string): string | undefined {
  if (name === '') return 'must have no empty name between slashes'
  if (byteLength(name) > mostNameBytes) return `must have names of at most ${mostNameBytes} bytes of UTF-8`
  if (hidden.test(name)) return 'must have no control characters, those for the direction of text included'
  if (hasInvisibleCharacter(name)) return 'must have no invisible characters, unless emoji or a script need them'
  const decoded = decodedWhole(name)
  if (decoded === '.' || decoded === '..') return 'must have no name that is a relative path, encoded or not'
  if (/[/\\\p{Cc}]/u.test(decoded))
    return 'must have no slash, backslash or control character in a name, encoded or not'
  if (device.test(name)) return `must have no name that is a device of Windows, as ${name.split('.')[0]} is`
  if (/^\s|[\s.]$/u.test(name)) return 'must have no name that begins or ends with a blank, or ends with a dot'
  return undefined
}

/** A name as it is after all of its percent-encodings, and encodings of those, are taken off. */
function decodedWhole(name: string): string {
  const decoded = name.replaceAll(/%([0-7][\da-f])/gi, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  )
  return decoded === name ? name : decodedWhole(decoded)
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
