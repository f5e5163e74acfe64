/** Letters and digits in a row that identify a text. */
const telling = 12

/**
 * Whether a message repeats a piece of a private text: twelve letters and digits in a row, however they are spaced,
 * quoted or escaped, or all of a shorter one.
 */
export function echoes(message: string, privateText: string): boolean {
  const said = bare(message)
  const hidden = bare(privateText)
  if (hidden === '') return false
  if (hidden.length <= telling) return said.includes(hidden)
  return windows(said).some((piece) => hidden.includes(piece))
}

function bare(text: string): string {
  return unescapeJson(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

function unescapeJson(text: string): string {
  return text
    .replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\[a-z]/g, ' ')
}

function windows(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - telling + 1) }, (_, start) =>
    text.slice(start, start + telling),
  )
}
