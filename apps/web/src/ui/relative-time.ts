const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const units = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const

/** A time as people say it, such as «3 hours ago». */
export function relativeTime(at: string, now_ms: number): string {
  const passed = Math.round((Date.parse(at) - now_ms) / 1_000)
  const { unit, seconds } = units.find((one) => Math.abs(passed) >= one.seconds) ?? units[3]
  return format.format(Math.trunc(passed / seconds), unit)
}
