import { toPlainText } from '../plain-text.ts'

/** What a table holds, as text. */
export interface Table {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const widest = 48

/** A table for a terminal. */
export function toText({ head, rows }: Table): string {
  const lines = [head, ...rows].map((cells) => cells.map((cell) => shorten(toPlainText(cell))))
  const widths = head.map((_, at) => Math.max(...lines.map((cells) => [...(cells[at] ?? '')].length)))
  const pad = (cell: string, at: number) => cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...cell].length))
  const [top = [], ...below] = lines.map((cells) => cells.map(pad))
  const rule = widths.map((width) => '─'.repeat(width))
  return [top, rule, ...below].map((cells) => `  ${cells.join('  ')}`.trimEnd()).join('\n')
}

/** A table in Markdown. */
export function toMarkdown({ head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}

/** A table in HTML. */
export function toHtml({ head, rows }: Table): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join('')}</tr>`
  const body = rows.map((row) => line(row, 'td')).join('')
  return `<table><thead>${line(head, 'th')}</thead><tbody>${body}</tbody></table>`
}

/** Text that HTML and SVG show as it is. */
export function escapeMarkup(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return toPlainText(text).replace(/[&<>"']/g, (character) => names[character] ?? character)
}

/** Text that Markdown shows as it is. */
export function escapeMarkdown(text: string): string {
  return toPlainText(text)
    .replace(/[\\`*_[\]|~$#!]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
}

function shorten(text: string): string {
  const characters = [...text]
  return characters.length > widest ? `${characters.slice(0, widest - 1).join('')}…` : text
}
