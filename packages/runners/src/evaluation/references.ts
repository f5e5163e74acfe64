import { isBlank, toText } from './text-value.ts'

/** A list of texts is several references, an absent value or blanks none, anything else one. */
export function toReferences(value: unknown): readonly string[] {
  const found = Array.isArray(value) && value.every(isTextOrAbsent) ? value : [toText(value)]
  return found.filter((text) => text !== null).filter((text) => !isBlank(text))
}

function isTextOrAbsent(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}
