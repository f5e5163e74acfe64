import Table from 'cli-table3'
import type { Colours } from '../terminal/terminal.ts'

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** How the columns of a table are headed; a trailing `>` aligns to the right. */
export interface TableLayout {
  readonly head: readonly string[]
  readonly colours: Colours
  /** What becomes of text that is too long for its cell; cut unless given. */
  readonly long?: 'cut' | 'wrapped'
}

const widest = 80

/** Rows under a head, in columns without lines. */
export function renderTable(
  rows: readonly (readonly string[])[],
  { head, colours, long = 'cut' }: TableLayout,
): string {
  const fit = { cut, wrapped }[long]
  const isRight = head.map((title) => title.endsWith('>'))
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: isRight.map((right) => (right ? 'right' : 'left')),
    head: head.map((title) => colours.bold(title.replace(/>$/, ''))),
  })
  table.push(...rows.map((row) => row.map((cell) => fit(oneLine(cell)))))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Names and values above one another, one a line. */
export function renderFacts(facts: Readonly<Record<string, string | undefined>>, colours: Colours): string {
  const entries = Object.entries(facts).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${colours.dim(name.padEnd(width))}  ${value}`).join('\n')
}

function oneLine(cell: string): string {
  return cell.replace(/\s*[\r\n\t]+\s*/g, ' ')
}

function cut(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text
}

/** Lines of whole words; a word that is longer than a line has its own. */
function wrapped(text: string): string {
  return text.replace(new RegExp(`(.{1,${widest}})(?: +|$)`, 'g'), '$1\n').trimEnd()
}
