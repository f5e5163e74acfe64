import { toText } from './dataset-table.ts'

/** A list of texts is several references, an absent value none, anything else one. */
export function toReferences(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every(isTextOrAbsent)) return value.filter((text) => text !== null)
  const text = toText(value)
  return text === null ? [] : [text]
}

function isTextOrAbsent(value: unknown): value is string | null {
  return typeof value === 'string' || value === null
}
