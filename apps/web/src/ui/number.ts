const count = new Intl.NumberFormat('en')
const bytes = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })
const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export function countText(value: number | null): string {
  return value === null ? '–' : count.format(value)
}

export function bytesText(value: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), byteUnits.length - 1)
  return `${bytes.format(value / 1000 ** power)} ${byteUnits[power]}`
}
