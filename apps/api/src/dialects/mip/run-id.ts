const ours = /^([\da-f]{8})-([\da-f]{4})-7([\da-f]{3})-([\da-f]{4})-([\da-f]{12})$/
const theirs = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-(\d{3})([\da-f]{3})([\da-f]{4})([\da-f]{12})$/

/** The id of a run, which begins with its time, as mip_server writes one: that time in UTC, the rest behind it. */
export function toRunId(id: string): string {
  const [, high = '', low = '', ...rest] = ours.exec(id) ?? []
  const time = new Date(Number.parseInt(high + low, 16)).toISOString()
  const [date = '', clock = '', ms = ''] = time.replaceAll(/[-:Z]/g, '').split(/[T.]/)
  return `${date}-${clock}-${ms}${rest.join('')}`
}

/** The run that is so called; undefined: it is no such id. */
export function fromRunId(run_id: string): string | undefined {
  const [, year, month, day, hour, minute, second, ms, ...rest] = theirs.exec(run_id) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`)
  if (Number.isNaN(time)) return undefined
  const hex = time.toString(16).padStart(12, '0')
  const [a, b, c] = rest
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${a}-${b}-${c}`
}
