import { fillFolders, type JobFolders } from '@assay/schemas'
import type { Work } from './executor.ts'
import { WorkRefused } from './refusal.ts'

const name = /^[A-Za-z_]\w*$/

export interface Command {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** Where a contained job finds its folders. */
export const jobFolders = {
  working: '/files/working',
  input: '/files/input',
  output: '/files/output',
  temp: '/files/temp',
} as const

/** Where commands of a machine find programs, and in what language they speak. */
export const standardEnvironment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
} as const

/** The command with its folders where the job finds them, and the environment that it gets. */
export function commandOf(
  work: Work,
  at: Work['folders'],
  standard: Readonly<Record<string, string>> = standardEnvironment,
): Command {
  const open: JobFolders = { INPUT_DIR: at.input, OUTPUT_DIR: at.output, TEMP_DIR: at.temp }
  const declared = Object.entries(work.environment).map(([key, text]) => [key, fillFolders(text, open)])
  const given: Record<string, string> = {
    ...standard,
    HOME: at.temp,
    ...Object.fromEntries(declared),
    ...work.secrets,
  }
  const argv = work.command.map((argument) => fillFolders(argument, open))
  const wrong = Object.keys(given).find((key) => !name.test(key))
  if (wrong !== undefined) throw new WorkRefused(`"${wrong}" cannot be the name of a variable.`)
  if ([...argv, ...Object.values(given)].some((text) => text.includes('\0')))
    throw new WorkRefused('Neither arguments nor variables can hold a NUL.')
  return { argv, environment: given }
}
