import picocolors from 'picocolors'
import { visible, visibleInColour } from './visible-text.ts'

/** Colours, or none where nobody would see them. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** Where a command speaks: data on stdout, everything else on stderr; what a terminal would obey is shown as marks. */
export interface Terminal {
  /** Writes a line of data. */
  print(text: string): void
  /** Writes a line for whoever watches. */
  say(text: string): void
  /** Whether somebody watches stderr, so that lines may move. */
  readonly isWatched: boolean
  /** Whether somebody can be asked. */
  readonly canAsk: boolean
  /** Colours of stdout. */
  readonly colours: Colours
  /** Colours of stderr. */
  readonly sayColours: Colours
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr } = process
  const colours = coloursOf(stdout)
  const sayColours = coloursOf(stderr)
  return {
    print: (text) => stdout.write(`${shown(text, colours)}\n`),
    say: (text) => stderr.write(`${shown(text, sayColours)}\n`),
    isWatched: stderr.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
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

/** No colours at all. */
export const plain: Colours = picocolors.createColors(false)
