import { isAboutInput } from '../known-error.ts'
import type { Work } from '../work.ts'
import { ArraySplitter, type JsonValue, lineValues } from './json-values.ts'
import { emptyFile, noRows, tableInvalid } from './table-invalid.ts'
import { textOfFile } from './text-file.ts'

export interface JsonFile {
  readonly path: string
  readonly layout: 'lines' | 'array'
}

const wanted = {
  lines: 'Write one JSON object on each line; an array of objects is format "json".',
  array: 'Write one array of objects, [{…}, {…}]; one object on each line is format "jsonl".',
}

/** The most that is taken for one object. */
const longestObject = 32 * 1_048_576

/** What is wrong with a file of objects, and on which line; undefined: nothing that could be found. */
export async function explainJson(work: Work, { path, layout }: JsonFile, cause: Error): Promise<Error | undefined> {
  const hint = wanted[layout]
  const pieces = textOfFile(path, work.signal)
  const splitter = new ArraySplitter()
  const values = layout === 'lines' ? lineValues(pieces) : elementsOf(pieces, splitter)
  let count = 0
  for await (const value of values) {
    count += 1
    const flaw = flawOf(value)
    if (flaw) return tableInvalid({ hint, ...flaw, line: value.line + (flaw.linesBelow ?? 0) }, { cause })
  }
  if (splitter.fault) return tableInvalid({ hint, ...splitter.fault }, { cause })
  if (count === 0) return layout === 'lines' ? emptyFile() : noRows()
  return isAboutInput(cause) ? beyondWords(cause) : undefined
}

async function* elementsOf(pieces: AsyncIterable<string>, splitter: ArraySplitter): AsyncGenerator<JsonValue> {
  for await (const piece of pieces) {
    yield* splitter.push(piece)
    if (splitter.fault) return
  }
  yield* splitter.end()
}

interface JsonFlaw {
  readonly reason: string
  readonly hint?: string
  /** How far below the line on which the value begins. */
  readonly linesBelow?: number
}

function flawOf({ text }: JsonValue): JsonFlaw | undefined {
  if (text.length > longestObject) {
    return { reason: 'The object is longer than 32 MiB, which is the most.', hint: 'Shorten its texts.' }
  }
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { reason: 'This is no JSON object.' }
    if (Object.keys(value).length === 0) return { reason: 'The object is empty.' }
    if (!hasHalfCharacter(value)) return undefined
    const hint = 'Write whole characters: both halves of the pair, or neither.'
    return { reason: 'The object holds half a character, an unpaired surrogate.', hint }
  } catch (error) {
    return flawOfText(text, error)
  }
}

function flawOfText(text: string, error: unknown): JsonFlaw {
  if (/\}\s*,\s*$/.test(text)) return { reason: 'A comma follows the object, so this is not JSON.', hint: 'Remove it.' }
  const place = error instanceof Error ? /\(line (\d+) column (\d+)\)/.exec(error.message) : null
  if (!place) return { reason: 'This is not JSON.' }
  return { reason: `This is not JSON: it goes wrong at character ${place[2]}.`, linesBelow: Number(place[1]) - 1 }
}

/** JSON.stringify escapes halves of characters, and nothing else above ASCII. */
function hasHalfCharacter(value: object): boolean {
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))
}

/** Only DuckDB tells that a name stands twice: for JavaScript the last one counts. */
function beyondWords(cause: Error): Error {
  const name = /duplicate (?:name|key) "(.*?)"/i.exec(cause.message)?.[1]
  const line = Number(/in line (\d+)/.exec(cause.message)?.[1])
  const told = { line: Number.isNaN(line) ? undefined : line, column: name }
  if (name !== undefined) {
    return tableInvalid(
      { reason: 'An object has a field of this name twice.', hint: 'Rename one.', ...told },
      { cause },
    )
  }
  const hint = 'Give every object the same fields, each with values of one kind, and not too deep within each other.'
  return tableInvalid({ reason: 'The objects cannot be read as a table.', hint, ...told }, { cause })
}
