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

export async function explainJson(work: Work, { path, layout }: JsonFile, cause: Error): Promise<Error> {
  const hint = wanted[layout]
  const pieces = textOfFile(path, work.signal)
  const splitter = new ArraySplitter()
  const values = layout === 'lines' ? lineValues(pieces) : elementsOf(pieces, splitter)
  let count = 0
  for await (const value of values) {
    count += 1
    const reason = flawOf(value)
    if (reason) return tableInvalid({ reason, hint, line: value.line }, { cause })
  }
  if (splitter.fault) return tableInvalid({ ...splitter.fault, hint }, { cause })
  if (count === 0) return layout === 'lines' ? emptyFile() : noRows()
  const line = Number(/JSON transform error .* in line (\d+)/.exec(cause.message)?.[1])
  const reason = `The objects cannot be read as a table: ${firstLine(cause, path)}`
  return tableInvalid({ reason, hint, line: Number.isNaN(line) ? undefined : line }, { cause })
}

async function* elementsOf(pieces: AsyncIterable<string>, splitter: ArraySplitter): AsyncGenerator<JsonValue> {
  for await (const piece of pieces) {
    yield* splitter.push(piece)
    if (splitter.fault) return
  }
  yield* splitter.end()
}

function flawOf({ text }: JsonValue): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'This is no JSON object.'
    const names = Object.keys(value)
    if (names.length === 0) return 'The object is empty.'
    return hasHalfCharacter(value) ? 'The object holds half a character, an unpaired surrogate.' : undefined
  } catch {
    return 'This is not JSON.'
  }
}

/** JSON.stringify escapes halves of characters, and nothing else above ASCII. */
function hasHalfCharacter(value: object): boolean {
  return /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(JSON.stringify(value))
}

/** DuckDB's own words, without the path of the file on the server. */
function firstLine({ message }: Error, path: string): string {
  const [line = ''] = message.split('\n')
  return line
    .replaceAll(`in file "${path}", `, '')
    .replace(/^[\w ]+ Error: /, '')
    .replaceAll(path, 'the file')
}
