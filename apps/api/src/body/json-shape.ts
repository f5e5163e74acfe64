import { DomainError } from '@assay/schemas'

/** A run of 10,000 jobs comes near these; what is beyond takes long to read, or more stack than there is. */
const most = { depth: 64, keys: 120_000, values: 200_000 }

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const opening = new Set([0x7b, 0x5b])
const closing = new Set([0x7d, 0x5d])

/**
 * Makes sure, before JSON is parsed, that it is not nested too deeply and does not hold too much. One pass over the
 * bytes; whether it is JSON at all is for the parser to say. Throws INPUT_INVALID.
 */
export function checkJsonShape(json: Buffer): void {
  let depth = 0
  let keys = 0
  let values = 0
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at] ?? 0
    if (byte === quote) at = endOfText(json, at)
    else if (byte === comma) values += 1
    else if (byte === colon) keys += 1
    else if (opening.has(byte)) depth += 1
    else if (closing.has(byte)) depth -= 1
    if (depth > most.depth) throw refused(`is nested more than ${most.depth} deep`)
    if (keys > most.keys) throw refused(`has more than ${most.keys} fields`)
    if (values > most.values) throw refused(`has more than ${most.values} values`)
  }
}

/** Where a text ends that begins here. */
function endOfText(json: Buffer, start: number): number {
  for (let end = json.indexOf(quote, start + 1); end !== -1; end = json.indexOf(quote, end + 1)) {
    let escapes = 0
    while (json[end - 1 - escapes] === backslash) escapes += 1
    if (escapes % 2 === 0) return end
  }
  return json.length
}

function refused(message: string): DomainError<'INPUT_INVALID'> {
  return new DomainError('INPUT_INVALID', { issues: [{ path: '', message }] })
}
