import picocolors from 'picocolors'

/** Colours, or none where nobody would see them. */
export type Colours = ReturnType<typeof picocolors.createColors>

/** Where a command speaks: data on stdout, everything else on stderr. */
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
  return {
    print: (text) => stdout.write(`${text}\n`),
    say: (text) => stderr.write(`${text}\n`),
    isWatched: stderr.isTTY === true,
    canAsk: stdin.isTTY === true && stderr.isTTY === true,
    colours: picocolors.createColors(picocolors.isColorSupported && stdout.isTTY === true),
    sayColours: picocolors.createColors(picocolors.isColorSupported && stderr.isTTY === true),
  }
}

/** No colours at all. */
export const plain: Colours = picocolors.createColors(false)
