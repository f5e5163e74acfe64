/** A number with as many digits as matter: three after the point below 1, none from 100 on. */
export function formatNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–'
  if (Number.isInteger(value)) return String(value).replace('-', '−')
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3).replace('-', '−')
}

/** An estimate with its interval. */
export interface Estimate {
  readonly estimate: number | null
  readonly low: number | null
  readonly high: number | null
}

/** `0.412 [0.398, 0.426]`; without an interval, the estimate alone. */
export function formatEstimate({ estimate, low, high }: Estimate): string {
  const point = formatNumber(estimate)
  return low === null || high === null ? point : `${point} [${formatNumber(low)}, ${formatNumber(high)}]`
}

/** A p-value, never as 0. */
export function formatP(value: number | null): string {
  if (value === null) return '–'
  return value < 0.001 ? '< 0.001' : value.toFixed(3)
}

/** A size in bytes, in the unit that suits it. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}
