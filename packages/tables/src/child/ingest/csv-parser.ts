/** A record of a CSV file: its fields, null where nothing stands, and the line on which it begins. */
export interface CsvRecord {
  readonly line: number
  readonly fields: readonly (string | null)[]
}

export class CsvFault extends Error {
  override readonly name = 'CsvFault'
  readonly kind: 'open-quote' | 'text-after-quote' | 'too-long'
  readonly line: number
  /** Position of the field in its record, from 0. */
  readonly field: number

  constructor(kind: CsvFault['kind'], { line, field }: { line: number; field: number }) {
    super(`${kind} on line ${line}`)
    this.kind = kind
    this.line = line
    this.field = field
  }
}

/** Bytes of a record, at most. */
export const longestRecord = 16 * 1_048_576

const partLength = 4096

export interface CsvDialect {
  readonly delimiter: string
  readonly quote: 'double' | 'none'
}

/**
 * Reads CSV by RFC 4180, with what spreadsheets make of it: LF, CRLF or CR; blanks around quoted fields do not count.
 * This parser says exactly what is wrong and on which line; where nothing is wrong, DuckDB is many times faster.
 */
export class CsvParser {
  /** How many fields stood between double quotes so far. */
  quotedFields = 0
  readonly #delimiter: string
  readonly #isQuoted: boolean
  #state: 'start' | 'plain' | 'quoted' | 'closing' | 'closed' = 'start'
  #field = ''
  #parts: string[] = []
  #fields: (string | null)[] = []
  #length = 0
  #line = 1
  #recordLine = 1
  #quoteLine = 1
  #afterReturn = false
  #lineEnd: 'unknown' | 'feed' | 'return' = 'unknown'
  #records: CsvRecord[] = []
  #fault: CsvFault | undefined

  constructor({ delimiter, quote }: CsvDialect) {
    this.#delimiter = delimiter
    this.#isQuoted = quote === 'double'
  }

  /** Returns the records that the text completes; a fault is thrown after the records before it were returned. */
  push(text: string): CsvRecord[] {
    if (this.#fault) throw this.#fault
    try {
      for (const character of text) this.#take(character)
    } catch (error) {
      if (!(error instanceof CsvFault) || this.#records.length === 0) throw error
      this.#fault = error
    }
    return this.#taken()
  }

  /** Ends the text and returns the last record, if it has no line end. */
  end(): CsvRecord[] {
    if (this.#fault) throw this.#fault
    if (this.#afterReturn) this.#endLine('return')
    if (this.#state === 'quoted') throw this.#faultOf('open-quote')
    if (this.#state !== 'start' || this.#fields.length > 0) this.#endRecord()
    return this.#taken()
  }

  #taken(): CsvRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  #take(character: string): void {
    this.#length += bytesOf(character)
    if (this.#length > longestRecord) throw this.#faultOf('too-long')
    if (this.#state === 'quoted') this.#takeQuoted(character)
    else if (this.#afterReturn && this.#resolveReturn(character)) return
    else if (character === '\n') this.#endLine('feed')
    else if (character === '\r') this.#afterReturn = true
    else if (character === this.#delimiter) this.#endField()
    else this.#takeOutside(character)
  }

  #takeQuoted(character: string): void {
    if (character === '"') this.#state = 'closing'
    else this.#append(character)
    if (character === (this.#lineEnd === 'return' ? '\r' : '\n')) this.#line += 1
  }

  #takeOutside(character: string): void {
    if (this.#state === 'closing' || this.#state === 'closed') {
      if (character === ' ') this.#state = 'closed'
      else if (character === '"' && this.#state === 'closing') this.#reopen()
      else throw this.#faultOf('text-after-quote')
    } else if (this.#isQuoted && character === '"' && this.#isBlankSoFar()) {
      this.#field = ''
      this.#state = 'quoted'
      this.quotedFields += 1
      this.#quoteLine = this.#line
    } else {
      this.#append(character)
      this.#state = 'plain'
    }
  }

  #isBlankSoFar(): boolean {
    return this.#parts.length === 0 && this.#field.trim() === ''
  }

  #reopen(): void {
    this.#append('"')
    this.#state = 'quoted'
  }

  /** A text that grows by characters alone would take some thirty times its size. */
  #append(character: string): void {
    this.#field += character
    if (this.#field.length < partLength) return
    this.#parts.push(Buffer.from(this.#field, 'utf16le').toString('utf16le'))
    this.#field = ''
  }

  /** Decides about a return when the next character is known; true when this character belongs to it. */
  #resolveReturn(character: string): boolean {
    this.#afterReturn = false
    if (character === '\n') {
      this.#endLine('feed')
      return true
    }
    if (this.#lineEnd === 'feed') this.#takeOutside('\r')
    else this.#endLine('return')
    return false
  }

  #endLine(lineEnd: 'feed' | 'return'): void {
    this.#afterReturn = false
    if (this.#lineEnd === 'unknown') this.#lineEnd = lineEnd
    this.#endRecord()
    this.#line += 1
    this.#recordLine = this.#line
  }

  #endField(): void {
    const isQuoted = this.#state === 'closing' || this.#state === 'closed'
    const field = this.#parts.length === 0 ? this.#field : this.#parts.join('') + this.#field
    this.#fields.push(isQuoted || field !== '' ? field : null)
    this.#field = ''
    this.#parts = []
    this.#state = 'start'
  }

  #endRecord(): void {
    this.#endField()
    this.#records.push({ line: this.#recordLine, fields: this.#fields })
    this.#fields = []
    this.#length = 0
  }

  #faultOf(kind: CsvFault['kind']): CsvFault {
    const line = kind === 'too-long' ? this.#recordLine : this.#quoteLine
    return new CsvFault(kind, { line, field: this.#fields.length })
  }
}

export function isBlank({ fields }: CsvRecord): boolean {
  return fields.length === 1 && fields[0] === null
}

/** Like DuckDB, ignores delimiters at the end of a row with nothing after them, which spreadsheets may leave. */
export function trimEnd(fields: CsvRecord['fields'], width = 1): CsvRecord['fields'] {
  const last = fields.findLastIndex((field) => field !== null)
  return fields.slice(0, Math.max(last + 1, Math.min(width, fields.length)))
}

function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
}
