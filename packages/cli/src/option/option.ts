import { group as groupSchema, scope as scopeSchema } from '@assay/schemas'
import type { Group, Scope } from '@assay/sdk'
import { InvalidArgumentError } from 'commander'

/** Reads a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number of at least ${least}.`)
    }
    return value
  }
}

/** Reads a number between two others. */
export function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(`It must be from ${least} to ${most}.`)
    return value
  }
}

/** Reads any number. */
export function anyNumber(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.')
  return value
}

/** Reads names between commas; the option may be repeated. */
export function names(text: string, before: readonly string[] = []): string[] {
  const found = text.split(',').map((name) => name.trim())
  if (found.includes('')) throw new InvalidArgumentError('It must be names between commas.')
  return [...before, ...found]
}

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** Reads a duration, such as 90s, 15m, 12h or 7d, in seconds. */
export function seconds(text: string): number {
  const [, count, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? []
  const isUnit = (name: string): name is keyof typeof unitSeconds => name in unitSeconds
  if (count === undefined || !isUnit(unit))
    throw new InvalidArgumentError('It must be a duration, as 90s, 15m, 12h or 7d.')
  return Number(count) * unitSeconds[unit]
}

/** Reads a moment: a date, or a duration from now on (`1`) or before now (`-1`). */
export function moment(direction: 1 | -1): (text: string) => string {
  return (text) => {
    const isDuration = /^\d+[smhd]$/.test(text)
    const date = new Date(isDuration ? Date.now() + direction * 1000 * seconds(text) : text)
    if (!Number.isNaN(date.getTime())) return date.toISOString()
    throw new InvalidArgumentError('It must be a date, as 2027-01-31, or a duration, as 90d.')
  }
}

/** Reads a moment that is still to come: a date, or a duration from now on. */
export function futureMoment(text: string): string {
  const read = moment(1)(text)
  if (Date.parse(read) <= Date.now()) throw new InvalidArgumentError('It must lie in the future.')
  return read
}

/** Reads a duration in whole days, from a day to a year, in days. */
export function dayCount(text: string): number {
  const days = Number(/^(\d{1,3})d$/.exec(text)?.[1] ?? 0)
  if (days < 1 || days > 365) throw new InvalidArgumentError('It must be from 1d to 365d.')
  return days
}

/** Reads scopes between commas; the option may be repeated. */
export function scopes(text: string, before: readonly Scope[] = []): Scope[] {
  const read = scopeSchema.array().safeParse(names(text))
  if (!read.success) throw new InvalidArgumentError(`There are ${scopeSchema.options.join(', ')}.`)
  return [...before, ...read.data]
}

/** Reads groups between commas; the option may be repeated. */
export function groups(text: string, before: readonly Group[] = []): Group[] {
  const read = groupSchema.array().safeParse(names(text))
  if (!read.success) throw new InvalidArgumentError(`There are ${groupSchema.options.join(', ')}.`)
  return [...before, ...read.data]
}

const unitBytes = { '': 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 } as const

/** How much there may be; `default`: as much as the server is set to. */
export type Quota = number | 'default'

/** Reads a size, such as 500MB or 20GB, in bytes. */
export function quotaBytes(text: string): Quota {
  if (text === 'default') return text
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?) *([kmgt]?b)?$/i.exec(text) ?? []
  const size = unit.toLowerCase()
  const isUnit = (name: string): name is keyof typeof unitBytes => name in unitBytes
  if (count === undefined || !isUnit(size))
    throw new InvalidArgumentError('It must be a size, as 500MB or 20GB, or "default".')
  return Math.round(Number(count) * unitBytes[size])
}

/** Reads how many of something there may be. */
export function quota(text: string): Quota {
  return text === 'default' ? text : wholeNumber(1)(text)
}
