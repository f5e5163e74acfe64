/** Whether a text says nothing: writers of CSV make nothing and empty text alike of what is absent. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** A value of a table as the text that models and metrics see; null stays null. */
export function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
