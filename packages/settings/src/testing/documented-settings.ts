import { readFileSync } from 'node:fs'
import { settings, variableOf } from '../settings.ts'

const manual = new URL('../../../../docs/operating.md', import.meta.url)
const row = /^\| (`ASSAY_.*?) \| (.*?) \| (.*?) \| (.*) \|$/gm

/** What the manual says of a variable. */
export interface DocumentedSetting {
  readonly variable: string
  readonly default: string
  readonly read_by: string
  readonly text: string
}

/** The table of settings in docs/operating.md. */
export function documentedSettings(): DocumentedSetting[] {
  return [...readFileSync(manual, 'utf8').matchAll(row)].flatMap(
    ([, names = '', absent = '', read_by = '', text = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, variable = '']) => ({ variable, default: absent, read_by, text })),
  )
}

/** The variables that the manual says that a program reads: a `server`, `npm start` or a `worker`. */
export function documentedVariables(of: RegExp): string[] {
  return documentedSettings()
    .filter(({ read_by }) => read_by === 'all' || of.test(read_by))
    .map(({ variable }) => variable)
    .toSorted()
}

/** The variables of the settings that a program has read. */
export function variablesIn(environment: object): string[] {
  return Object.keys(environment)
    .filter((name) => Object.hasOwn(settings.shape, name))
    .map(variableOf)
    .toSorted()
}
