import { settingsTexts } from '../texts/settings.ts'

const browsers = [
  ['Edge', /Edg\//],
  ['Firefox', /Firefox\//],
  ['Chrome', /Chrom(e|ium)\//],
  ['Safari', /Safari\//],
] as const

const systems = [
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['Windows', /Windows/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux/],
] as const

const { unknown, on } = settingsTexts.session

/** A browser by what it calls itself, in two words where they are known. */
export function browserName(user_agent: string): string {
  const browser = browsers.find(([, pattern]) => pattern.test(user_agent))?.[0]
  const system = systems.find(([, pattern]) => pattern.test(user_agent))?.[0]
  if (browser === undefined) return user_agent.slice(0, 60) || unknown
  return system === undefined ? browser : `${browser} ${on} ${system}`
}
