import Table from 'cli-table3'
import widthOf from 'fast-string-width'
import { wrapAnsi } from 'fast-wrap-ansi'
import type { Paper } from '../terminal/terminal.ts'
import { layOut } from './layout.ts'

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
export interface TableLayout extends Paper {
  readonly head: readonly string[]
  /** What becomes of text that is too long for its cell; cut unless given. */
  readonly long?: 'cut' | 'wrapped'
}

const widest = 80

/** Rows under a head, in columns without lines; where these are too wide, one below another. */
export function renderTable(
  rows: readonly (readonly string[])[],
  { head, colours, width, long = 'cut' }: TableLayout,
): string {
  const fit = { cut, wrapped }[long]
  const titles = head.map((title) => title.replace(/ ?>$/, ''))
  const cells = rows.map((row) => row.map((cell) => fit(oneLine(cell))))
  const widths = width === undefined ? [] : layOut(cells, { head: titles, width })
  if (!widths) return renderRecords(cells, { titles, colours, width })
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: head.map((title) => (title.endsWith('>') ? 'right' : 'left')),
    head: titles.map((title) => colours.bold(title)),
    ...(widths.length > 0 && { colWidths: widths, wordWrap: true }),
  })
  table.push(...cells)
  return withoutEnds(table.toString())
}

/** Each row as facts, where a line holds too little for columns. */
function renderRecords(
  rows: readonly (readonly string[])[],
  { titles, ...paper }: Paper & { readonly titles: readonly string[] },
): string {
  const records = rows.map((row) => {
    const said = titles.flatMap((title, at): [string, string][] => (row[at] ? [[title, row[at]]] : []))
    return renderEntries(said, paper)
  })
  return records.join('\n\n')
}

/** Names and values above one another, one a line. */
export function renderFacts(facts: Readonly<Record<string, string | undefined>>, paper: Paper): string {
  const entries = Object.entries(facts).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  return renderEntries(entries, paper)
}

function renderEntries(entries: readonly (readonly [string, string])[], { colours, width }: Paper): string {
  const indent = Math.max(0, ...entries.map(([name]) => widthOf(name))) + 2
  return entries
    .map(([name, value]) => {
      const label = colours.dim(name) + ' '.repeat(indent - widthOf(name))
      return label + wrapText(value, { width: width && width - indent, indent })
    })
    .join('\n')
}

/** Text of whole words in lines of a width, those after the first indented; a word that is longer has its own. */
export function wrapText(
  text: string,
  { width, indent = 0 }: { readonly width?: number | undefined; readonly indent?: number },
): string {
  if (width === undefined) return text
  return withoutEnds(wrapAnsi(text, Math.max(width, 1))).replaceAll('\n', `\n${' '.repeat(indent)}`)
}

function withoutEnds(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
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
