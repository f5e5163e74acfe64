/** What a terminal, a file system or the direction of the text around it would act upon. */
const acting = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text with marks in place of what something would act upon; by default the marks tell what was there. */
export function toPlainText(text: string, mark: (character: string) => string = nameOf): string {
  return text.replace(acting, mark)
}

/** U+001B is shown as ␛, U+202E as \u{202e}. */
function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `\\u{${code.toString(16)}}`
}
