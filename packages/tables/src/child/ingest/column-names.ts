import { identifier } from '../sql.ts'
import { type Notices, quoteNames } from './notices.ts'

/** Line ends and other control characters, which spreadsheets allow in a header. */
const controls = /[\p{Cc}\u2028\u2029]+/gu
/** What nobody sees: marks for the direction of text, the byte order mark, blanks of no width. */
const unseen = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g

/** A name as it is kept: on one line, without blanks around it, and without characters that nobody sees. */
export function cleanName(name: string): string {
  return name.replaceAll(unseen, '').replaceAll(controls, ' ').trim()
}

/** The names under which columns are kept, in order; what was changed is told. */
export function cleanNames(found: readonly string[], notices: Notices): string[] {
  const names = found.map(cleanName)
  const changed = found.filter((name, index) => name !== names[index])
  if (changed.length > 0) {
    const shown = quoteNames(changed)
    notices.add('columns_renamed', `Blanks and unseen characters were taken off names of columns: ${shown}.`)
  }
  return names
}

/** Names the first column where it has no name, as tables with an index come from pandas and R. */
export function nameIndex([first, ...others]: readonly string[], notices: Notices): string[] {
  if (first === undefined || first !== '' || others.length === 0) return first === undefined ? [] : [first, ...others]
  const taken = new Set(others.map((name) => name.toLowerCase()))
  const name = ['index', ...others.map((_, at) => `index_${at + 2}`)].find((free) => !taken.has(free)) ?? ''
  notices.add('column_index', `The first column has no name; it is called "${name}".`)
  return [name, ...others]
}

/** What to select for columns to be kept under these names. */
export function renamed(found: readonly string[], names: readonly string[]): string {
  if (found.every((name, index) => name === names[index])) return '*'
  return found.map((name, index) => `${identifier(name)} AS ${identifier(names[index] ?? name)}`).join(', ')
}
