/** A value within a file, as text, and the line on which it begins. */
export interface JsonValue {
  readonly line: number
  readonly text: string
}

export async function* lineValues(pieces: AsyncIterable<string>): AsyncGenerator<JsonValue> {
  let rest = ''
  let line = 1
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) {
      if (text.trim() !== '') yield { line, text }
      line += 1
    }
  }
  if (rest.trim() !== '') yield { line, text: rest }
}

export class ArraySplitter {
  /** What is wrong with the array itself. */
  fault: { readonly line: number; readonly reason: string; readonly hint?: string } | undefined
  #place: 'before' | 'within' | 'after' = 'before'
  #depth = 0
  #inText = false
  #escaped = false
  #line = 1
  #element = ''
  #elementLine = 1
  #commaLine: number | undefined
  #elements: JsonValue[] = []

  push(piece: string): JsonValue[] {
    for (const character of piece) {
      if (this.fault) break
      if (this.#place === 'within') this.#takeWithin(character)
      else if (character.trim() !== '') this.#takeAround(character)
      if (character === '\n') this.#line += 1
    }
    return this.#taken()
  }

  /** Ends the text and returns the rest of an array that is not closed. */
  end(): JsonValue[] {
    if (this.#place !== 'after' && !this.fault) {
      const reason = this.#place === 'before' ? 'The file is empty.' : 'The array is not closed.'
      this.#endElement()
      this.fault = { line: this.#line, reason }
    }
    return this.#taken()
  }

  #taken(): JsonValue[] {
    const elements = this.#elements
    this.#elements = []
    return elements
  }

  #takeAround(character: string): void {
    if (this.#place === 'before' && character === '[') this.#place = 'within'
    else if (this.#place === 'before') this.fault = { line: this.#line, reason: 'The file is no array of objects.' }
    else this.fault = { line: this.#line, reason: 'Something follows the array.' }
  }

  #takeWithin(character: string): void {
    const isOutside = !this.#inText && this.#depth === 0
    if (isOutside && (character === ',' || character === ']')) {
      this.#separate(character)
      return
    }
    if (this.#element === '' && character.trim() === '') return
    if (this.#element === '') this.#elementLine = this.#line
    this.#element += character
    this.#track(character)
  }

  #separate(character: ',' | ']'): void {
    const isMissing = this.#element === '' && (character === ',' || this.#commaLine !== undefined)
    if (isMissing) {
      const line = this.#commaLine ?? this.#line
      const reason = character === ']' ? 'A comma stands before the end of the array.' : 'A comma follows no object.'
      this.fault = { line, reason, hint: 'Remove it.' }
      return
    }
    this.#endElement()
    this.#commaLine = character === ',' ? this.#line : undefined
    if (character === ']') this.#place = 'after'
  }

  #track(character: string): void {
    if (this.#escaped) this.#escaped = false
    else if (this.#inText && character === '\\') this.#escaped = true
    else if (character === '"') this.#inText = !this.#inText
    else if (!this.#inText && (character === '{' || character === '[')) this.#depth += 1
    else if (!this.#inText && (character === '}' || character === ']')) this.#depth -= 1
  }

  #endElement(): void {
    if (this.#element !== '') this.#elements.push({ line: this.#elementLine, text: this.#element })
    this.#element = ''
  }
}
