/** A score with as many digits as matter: three after the point below 1. */
export function formatScore(value: number | null): string {
  if (value === null) return '–'
  const digits = Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 3
  return value.toFixed(digits).replace('-', '−')
}

/** A difference, with its sign. */
export function formatDifference(value: number | null): string {
  return value !== null && value > 0 ? `+${formatScore(value)}` : formatScore(value)
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

/** A moment, to the second, in the time of this machine, with its distance from UTC. */
export function formatTime(time: string | null): string {
  if (time === null) return '–'
  const date = new Date(time)
  const ahead = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + ahead * 60_000)
  return `${local.toISOString().slice(0, 19).replace('T', ' ')} ${formatZone(ahead)}`
}

function formatZone(ahead_minutes: number): string {
  if (ahead_minutes === 0) return 'UTC'
  const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0')
  return `${ahead_minutes < 0 ? '−' : '+'}${two(ahead_minutes / 60)}:${two(ahead_minutes % 60)}`
}
