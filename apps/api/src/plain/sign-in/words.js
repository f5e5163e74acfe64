const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const browsers = [
  ['Edge', /Edg\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
]
const systems = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
]

/** A time as the reader writes it. */
export function moment(time) {
  return format.format(new Date(time))
}

/** A browser by what it calls itself, in two words where they are known. */
export function browserName(user_agent) {
  const browser = browsers.find(([, pattern]) => pattern.test(user_agent))?.[0]
  const system = systems.find(([, pattern]) => pattern.test(user_agent))?.[0]
  if (browser === undefined) return user_agent.slice(0, 60) || 'Unknown browser'
  return system === undefined ? browser : `${browser} on ${system}`
}
