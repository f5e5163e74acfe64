/** `{name}`, `{{ name }}`, or `\{name}` for the text itself. */
const place = /\\(\{+[^{}\n]*\}+)|\{\{([^{}\n]+)\}\}|\{([^{}\n]+)\}/g
const inputPlace = 'input'

/** What looks like the place of a column; `{"a": 1}` does not. */
const identifier = /^[\p{L}_][\p{L}\p{N}_.-]*$/u

/** The names in a template, each once, that are to be filled in. */
function placesOf(template: string): string[] {
  const names = [...template.matchAll(place)].map(([, , doubled, single]) => (doubled ?? single)?.trim())
  return [...new Set(names.filter((name) => name !== undefined))]
}

export function takesInput(template: string): boolean {
  return placesOf(template).includes(inputPlace)
}

/** The columns that a template takes from the dataset, beside the input. */
export function columnsIn(template: string, columns: readonly string[]): string[] {
  return placesOf(template).filter((name) => name !== inputPlace && columns.includes(name))
}

/** Places of a template that no column can fill. */
export function strayPlaces(template: string, columns: readonly string[]): string[] {
  return placesOf(template).filter((name) => name !== inputPlace && identifier.test(name) && !columns.includes(name))
}

/** Fills a template in; what is no place of one of the values stays as it is. */
export function fill(template: string, values: ReadonlyMap<string, string>): string {
  return template.replaceAll(place, (whole, literal?: string, doubled?: string, single?: string) => {
    if (literal !== undefined) return literal
    return values.get((doubled ?? single ?? '').trim()) ?? whole
  })
}

/** The values of a template's places, by name. */
export function placeValues(input: string, fields: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map([...Object.entries(fields), [inputPlace, input]])
}
