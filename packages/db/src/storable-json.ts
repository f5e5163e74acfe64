const escaped = /\\u(?:0000|d[89a-f])/

/**
 * A value as JSON that Postgres takes: what it refuses in text, the character NUL and halves of surrogate pairs,
 * becomes U+FFFD. For answers, reasons and errors from elsewhere, which no caller can correct.
 */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (!escaped.test(text)) return text
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? storableText(part) : part))
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
