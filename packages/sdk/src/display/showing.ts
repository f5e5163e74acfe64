import { toPlainText } from '../plain-text.ts'
import { type ForestPlot, toSvg } from './forest-plot.ts'
import { escapeMarkdown, escapeMarkup, type Table, toHtml, toMarkdown, toText } from './table.ts'

/** What is shown of a thing where it is the result of a cell, or printed. */
export interface View {
  /** What it is, in a sentence. */
  readonly sentence: string
  readonly table?: Table | undefined
  readonly plot?: ForestPlot | undefined
}

/** One thing in several formats, of which a notebook shows the richest that it can. */
export type MimeBundle = Readonly<Record<string, string>>

/** What notebooks ask for. */
export const inNotebooks: unique symbol = Symbol.for('Jupyter.display')
/** What terminals ask for. */
export const inTerminals: unique symbol = Symbol.for('nodejs.util.inspect.custom')

/** Lets notebooks and terminals show a thing as its view; it stays the plain data that it is. */
export function shown<Thing extends object>(thing: Thing, view: (thing: Thing) => View): Thing {
  const asBundle = () => toBundle(view(thing))
  const asText = (depth?: unknown, options?: unknown) => inspect(view(thing), isInside(depth, options))
  return Object.defineProperties(thing, {
    [inNotebooks]: { value: asBundle, configurable: true },
    [inTerminals]: { value: asText, configurable: true },
  })
}

/** What a notebook is given. */
export function toBundle({ sentence, table, plot }: View): MimeBundle {
  const isDrawn = plot !== undefined && plot.rows.length > 0
  const svg = isDrawn ? toSvg(plot) : undefined
  const html = [`<p>${escapeMarkup(sentence)}</p>`, table && toHtml(table), svg].filter((part) => part !== undefined)
  return {
    'text/plain': inspect({ sentence, table }, false),
    'text/markdown': [escapeMarkdown(sentence), table && toMarkdown(table)].filter((part) => part).join('\n\n'),
    'text/html': html.join('\n'),
    ...(svg !== undefined && { 'image/svg+xml': svg }),
  }
}

/** What a terminal is given: inside something else the sentence alone. */
function inspect({ sentence, table }: View, isBrief: boolean): string {
  const said = toPlainText(sentence)
  return table && !isBrief ? `${said}\n${toText(table)}` : said
}

/** Node tells how deep it may go on, and how deep it might have gone at first. */
function isInside(depth: unknown, options: unknown): boolean {
  const most: unknown = options instanceof Object ? Reflect.get(options, 'depth') : undefined
  return typeof depth === 'number' && typeof most === 'number' && depth < most
}
