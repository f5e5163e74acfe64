/** Longer lines are split, in characters. */
const longestLine = 65_536
const goesOn = ' […]'
const goneOn = '[…] '
/** How often what is written over, such as a bar of progress, becomes a line. */
const overwrittenEveryMs = 1_000

/**
 * Makes lines of the text of a stream. What is written over by a carriage return is a line at most once a second, the
 * last of it always. A line that is too long becomes several, with marks where they belong together.
 */
export class LineSplitter {
  readonly #emit: (line: string) => void
  readonly #now: () => number
  #line = ''
  /** Whether what follows is written over the line. */
  #returned = false
  #overwritten_at = Number.NEGATIVE_INFINITY

  constructor(emit: (line: string) => void, now: () => number) {
    this.#emit = emit
    this.#now = now
  }

  push(text: string): void {
    let from = 0
    for (const { 0: end, index } of text.matchAll(/[\r\n]/g)) {
      this.#grow(text.slice(from, index))
      if (end === '\n') this.#finish()
      else this.#returned = true
      from = index + 1
    }
    this.#grow(text.slice(from))
  }

  /** The last line, which has no end. */
  end(): void {
    if (this.#line !== '') this.#finish()
  }

  #grow(piece: string): void {
    if (piece === '') return
    if (this.#returned) this.#overwrite()
    this.#line += piece
    while (this.#line.length > longestLine) {
      const cut = longestLine - (isHighSurrogate(this.#line.charCodeAt(longestLine - 1)) ? 1 : 0)
      this.#emit(this.#line.slice(0, cut) + goesOn)
      this.#line = goneOn + this.#line.slice(cut)
    }
  }

  #overwrite(): void {
    const now = this.#now()
    if (this.#line !== '' && now - this.#overwritten_at >= overwrittenEveryMs) {
      this.#emit(this.#line)
      this.#overwritten_at = now
    }
    this.#line = ''
    this.#returned = false
  }

  #finish(): void {
    this.#emit(this.#line)
    this.#line = ''
    this.#returned = false
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00
}
