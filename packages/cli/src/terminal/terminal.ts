import picocolors from 'picocolors'
import { visible, visibleInColour } from './visible-text.ts'

/** Colours, or none where nobody would see them. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** What tables and texts are written on. */
export interface Paper {
  readonly colours: Colours
  /** How many characters fit in a line; undefined: any number, as in a file. */
  readonly width?: number | undefined
}

/** Where a command speaks: data on stdout, everything else on stderr; what a terminal would obey is shown as marks. */
export interface Terminal extends Paper {
  /** Writes a line of data. */
  print(text: string): void
  /** Writes data that goes on. */
  write(text: string): void
  /** Writes a line for whoever watches. */
  say(text: string): void
  /** Whether somebody watches stderr, so that lines may move. */
  readonly isWatched: boolean
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  /** Colours of stderr. */
  readonly sayColours: Colours
}

interface Caller {
  /** How wide the terminal is where it does not tell. */
  readonly columns?: number | undefined
  /** How this program is called, so that commands to paste are whole; default: `assay`. */
  readonly command?: string
}

/** The terminal of this process. */
export function processTerminal({ columns, command = 'assay' }: Caller = {}): Terminal {
  const { stdin, stdout, stderr } = process
  const colours = coloursOf(stdout)
  const sayColours = coloursOf(stderr)
  return {
    print: (text) => stdout.write(`${shown(text, colours)}\n`),
    write: (text) => stdout.write(shown(text, colours)),
    say: (text) => stderr.write(`${shown(pasteable(text, command), sayColours)}\n`),
    isWatched: stderr.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    width: stdout.columns || columns,
    colours,
    sayColours,
  }
}

function coloursOf({ isTTY }: { readonly isTTY?: boolean }): Colours {
  return picocolors.createColors(picocolors.isColorSupported && isTTY === true)
}

function shown(text: string, { isColorSupported }: Colours): string {
  return isColorSupported ? visibleInColour(text) : visible(text)
}

/** Text with the commands of this program as its caller can paste them. */
export function pasteable(text: string, command: string): string {
  return command === 'assay' ? text : text.replace(/(?<![\w./@-])assay (?=[a-z<-])/g, `${command} `)
}

/** No colours at all. */
export const plain: Colours = picocolors.createColors(false)
