const mostNamed = 3

export function count(examples: number): string {
  return `${examples.toLocaleString('en')} example${examples === 1 ? '' : 's'}`
}

export function groups(clusters: number): string {
  return `${clusters.toLocaleString('en')} group${clusters === 1 ? '' : 's'}`
}

/** With as many digits as matter. */
export function number(value: number): string {
  const size = Math.abs(value)
  if (size > 0 && size < 0.0005) return value.toPrecision(1).replace('-', '−')
  const digits = size >= 100 ? 1 : size >= 1 ? 2 : 3
  return value.toFixed(digits).replace('-', '−')
}

/** Names in a row; of many, the first few and how many more there are. */
export function list(names: readonly string[]): string {
  if (names.length <= 1) return names.join('')
  const shown = names.length > mostNamed + 1 ? names.slice(0, mostNamed) : names.slice(0, -1)
  const last = names.length > mostNamed + 1 ? `${names.length - mostNamed} more` : names.at(-1)
  return `${shown.join(', ')} and ${last}`
}
