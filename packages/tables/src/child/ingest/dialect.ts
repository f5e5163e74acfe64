import { type CsvDialect, CsvFault, CsvParser, type CsvRecord, isBlank, trimEnd } from './csv-parser.ts'
import type { Notices } from './notices.ts'

const sampleCharacters = 262_144

export const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

export interface Sample {
  readonly text: string
  /** Whether it is the whole file. */
  readonly isWhole: boolean
}

/** What was said of a dialect, and what the format of the file makes likely. */
export interface Wanted {
  readonly usual: ',' | '\t'
  readonly delimiter?: string | undefined
  readonly quote?: CsvDialect['quote'] | undefined
}

/** Reads the beginning of a file, by which its dialect is recognised. */
export async function readSample(texts: AsyncIterable<string>): Promise<Sample> {
  let text = ''
  for await (const piece of texts) {
    text += piece
    if (text.length > sampleCharacters) return { text: text.slice(0, sampleCharacters), isWhole: false }
  }
  return { text, isWhole: true }
}

/** A reading of the sample in one dialect. */
interface Trial extends CsvDialect {
  readonly width: number
  readonly rows: number
  readonly quotedFields: number
  /** 2: every row is as wide as the header; 1: none is wider; 0: some are, or a quote is out of place. */
  readonly fit: 0 | 1 | 2
}

/** A dialect, and whether the sample has fields between double quotes. */
export type Recognised = Pick<Trial, keyof CsvDialect | 'quotedFields'>

/**
 * Finds the dialect of a file by trying which delimiter gives rows as wide as the header; where several do, the usual
 * one of the format is taken, and the doubt is told.
 */
export function recogniseDialect(sample: Sample, wanted: Wanted, notices: Notices): Recognised {
  if (wanted.delimiter !== undefined) return tryQuotes(sample, wanted.delimiter, wanted)
  const announced = announcedDelimiter(sample.text)
  if (announced !== undefined) {
    notices.add('recognised', `Read with ${delimiterNames[announced]} between fields, as the line "sep=" says.`)
    return tryQuotes(sample, announced, wanted)
  }
  const trials = Object.keys(delimiterNames).map((delimiter) => tryQuotes(sample, delimiter, wanted))
  const { chosen, others } = choose(trials, wanted.usual)
  const read = `Read with ${delimiterNames[chosen.delimiter]} between fields`
  if (others.length > 0) {
    const names = others.map(({ delimiter }) => delimiterNames[delimiter]).join(' and ')
    notices.add('ambiguous', `${read}; ${names} would fit too: say "delimiter" to read it otherwise.`)
  } else if (chosen.delimiter !== wanted.usual) {
    notices.add('recognised', `${read}. Say "delimiter" if that is wrong.`)
  }
  return chosen
}

/** The trial that fits best, and others that fit as well. */
function choose(trials: readonly Trial[], usual: string): { chosen: Trial; others: readonly Trial[] } {
  const byDefault = trials.find(({ delimiter }) => delimiter === usual)
  const wide = trials.filter(({ width }) => width > 1)
  const best = Math.max(1, ...wide.map(({ fit }) => fit))
  const fitting = wide.filter(({ fit }) => fit === best).toSorted((a, b) => b.width - a.width)
  const fallback = byDefault && byDefault.width > 1 ? byDefault : wide.length === 1 ? wide[0] : byDefault
  const chosen = fitting.find((trial) => trial === byDefault) ?? fitting[0] ?? fallback
  if (!chosen) throw new RangeError('There is no delimiter to try.')
  return { chosen, others: best === 2 ? fitting.filter((trial) => trial !== chosen) : [] }
}

/** Tells what was made of double quotes where nobody said it. */
export function tellQuotes({ delimiter, quote }: CsvDialect, quotedFields: number, notices: Notices): void {
  if (quote === 'none') {
    const hint = 'Say quote "double" if they enclose fields.'
    notices.add('recognised', `Double quotes were read as text, since some do not enclose a whole field. ${hint}`)
  } else if (delimiter === '\t' && quotedFields > 0) {
    const hint = 'Say quote "none" if they are part of the text.'
    notices.add('ambiguous', `Double quotes around fields were taken off. ${hint}`)
  }
}

/** The delimiter that a first line such as `sep=;` tells, which spreadsheets write and read. */
function announcedDelimiter(text: string): string | undefined {
  return /^[\r\n]*"?sep=([,;\t|])"?[,;\t|]*\r?\n/i.exec(text)?.[1]
}

/** Fields between tabs are often not quoted: then a double quote is text, wherever it stands. */
function tryQuotes(sample: Sample, delimiter: string, { quote }: Wanted): Trial {
  const first = tryDialect(sample, { delimiter, quote: quote ?? 'double' })
  if (quote !== undefined || delimiter !== '\t' || (first.fit === 2 && first.quotedFields === 0)) return first
  const plain = tryDialect(sample, { delimiter, quote: 'none' })
  // a quoted field with line ends would make uneven rows where quotes are text
  const isPlain = plain.fit === 2 && (first.fit < 2 || first.rows !== plain.rows)
  return isPlain ? plain : first
}

function tryDialect({ text, isWhole }: Sample, dialect: CsvDialect): Trial {
  const parser = new CsvParser(dialect)
  const { records, isFaulty } = recordsOf(parser, text, isWhole)
  const filled = records.filter((record) => !isBlank(record))
  const [header, ...rows] = filled.slice(isAnnouncement(filled[0]) ? 1 : 0)
  const width = header ? trimEnd(header.fields).length : 0
  const widths = rows.map(({ fields }) => (fields.length > width ? trimEnd(fields, width).length : fields.length))
  const isUneven = widths.some((found) => found !== width)
  const isWider = widths.some((found) => found > width)
  const fit = isFaulty || isWider ? 0 : isUneven ? 1 : 2
  return { ...dialect, width, rows: rows.length, quotedFields: parser.quotedFields, fit }
}

function recordsOf(parser: CsvParser, text: string, isWhole: boolean): { records: CsvRecord[]; isFaulty: boolean } {
  const records: CsvRecord[] = []
  try {
    records.push(...parser.push(text))
    // what was read before a fault was returned: the fault itself comes with the next call
    if (isWhole) records.push(...parser.end())
    else parser.push('')
    return { records, isFaulty: false }
  } catch (error) {
    if (!(error instanceof CsvFault)) throw error
    return { records, isFaulty: true }
  }
}

/** Whether a record is the line that tells the delimiter. */
export function isAnnouncement(record: CsvRecord | undefined): boolean {
  const [first, ...others] = record?.fields ?? []
  return /^sep=[,;\t|]?$/i.test(first ?? '') && others.every((field) => field === null)
}
