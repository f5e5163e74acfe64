import type { z } from 'zod'
import { variableOf } from './settings.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** A setting of the operator's is wrong; the message is all that there is to say. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** What a setting is called in the deployments of other systems, from which operators come. */
const foreign: Readonly<Record<string, string>> = { decode_applications: 'APPLICATION_CONFIG_FILE' }

/** The settings that an app reads; an empty variable counts as absent. Throws SettingsError, a line for each fault. */
export function readSettings<Read extends z.ZodObject>(read: Read, variables: Variables): z.output<Read> {
  const given = Object.fromEntries(
    Object.keys(read.shape).map((name) => [
      name,
      variables[variableOf(name)] || variables[foreign[name] ?? ''] || undefined,
    ]),
  )
  const parsed = read.safeParse(given)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => faultOf(issue, given))
  throw new SettingsError(`These settings are not valid:\n${faults.join('\n')}`)
}

function faultOf({ path: [name = '', ...within], message }: z.core.$ZodIssue, given: Variables): string {
  const variable = [variableOf(String(name)), ...within].join('.')
  return `  ${variable}: ${given[String(name)] === undefined ? 'must be set' : message}`
}
