import type { ReadingNotice } from '@assay/schemas'

/** What a user should know about how a file was read. */
export class Notices {
  readonly list: ReadingNotice[] = []

  /** Says a thing once, however often the file is read. */
  add(code: ReadingNotice['code'], message: string): void {
    if (!this.list.some((notice) => notice.message === message)) this.list.push({ code, message })
  }
}

const mostShown = 3

/** What turns the text around it, or is not seen. */
const unseen = /[\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g

/** Names between quotation marks, the first few of them, as JSON would escape them. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, mostShown).map(quoteName)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

export function quoteName(name: string): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(name).replaceAll(unseen, escaped)
}
