import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { settings, variableOf } from './settings.ts'
import { documentedSettings } from './testing/documented-settings.ts'

const documented = documentedSettings()

/** Defaults that the manual tells in words. */
const inWords: Readonly<Record<string, string>> = {
  [hostname()]: 'name of the machine',
  [resolve('.assay')]: '`.assay`',
  '10737418240': '`10737418240` (10 GiB)',
}

/** What an app makes for itself where it is absent. */
const made = ['`storage` in the data directory', '`work` in the data directory', 'made on the first start']

function toldDefault(value: unknown): string {
  if (value === undefined) return 'absent'
  if (Array.isArray(value)) return 'empty'
  if (typeof value === 'boolean') return value ? '`on`' : '`off`'
  return inWords[String(value)] ?? `\`${value}\``
}

it('is told in the manual whole, and nothing else is', () => {
  const known = Object.keys(settings.shape).map(variableOf)
  expect(documented.map(({ variable }) => variable).toSorted()).toEqual(known.toSorted())
})

it.each(Object.entries(settings.shape))('is told with its default and its unit: %s', (name, setting) => {
  const told = documented.find(({ variable }) => variable === variableOf(name))
  const { unit } = setting.meta() ?? {}
  if (!made.includes(told?.default ?? '')) expect(told?.default).toBe(toldDefault(setting.parse(undefined)))
  if (unit !== undefined) expect(told?.text).toContain(unit)
})
