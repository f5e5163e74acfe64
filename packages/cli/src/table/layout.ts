import widthOf from 'fast-string-width'

const gap = 2

/**
 * How wide each column of a table can be where a line holds `width` characters: what is written in it, or less where
 * its words fit below one another. Undefined: even that is too wide.
 */
export function layOut(
  rows: readonly (readonly string[])[],
  { head, width }: { readonly head: readonly string[]; readonly width: number },
): number[] | undefined {
  const columns = head.map((title, at) => [title, ...rows.map((row) => row[at] ?? '')])
  const narrow = columns.map((cells) => Math.max(...cells.flatMap(words).map((word) => widthOf(word))))
  const wide = columns.map((cells) =>
    Math.max(...cells.flatMap((cell) => cell.split('\n')).map((line) => widthOf(line))),
  )
  let room = width - gap * (head.length - 1) - narrow.reduce((sum, size) => sum + size, 0)
  if (room < 0) return undefined
  const widths = [...narrow]
  for (const at of narrowestFirst(narrow, wide)) {
    const more = Math.min(room, (wide[at] ?? 0) - (narrow[at] ?? 0))
    widths[at] = (narrow[at] ?? 0) + more
    room -= more
  }
  return widths
}

function words(cell: string): string[] {
  return cell.split(/[ \n]/)
}

/** Columns that lack least come first: most of them then stay whole. */
function narrowestFirst(narrow: readonly number[], wide: readonly number[]): number[] {
  const lack = (at: number) => (wide[at] ?? 0) - (narrow[at] ?? 0)
  return narrow.map((_, at) => at).toSorted((a, b) => lack(a) - lack(b))
}
