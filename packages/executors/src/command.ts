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

/** The command with its folders where the job finds them, and the whole environment that it gets. */
export function commandOf(work: Work, at: Work['folders']): Command {
  const open: JobFolders = { INPUT_DIR: at.input, OUTPUT_DIR: at.output, TEMP_DIR: at.temp }
  const declared = Object.entries(work.environment).map(([key, text]) => [key, fillFolders(text, open)])
  const standard = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: at.temp,
    LANG: 'C.UTF-8',
  }
  const given: Record<string, string> = { ...standard, ...Object.fromEntries(declared), ...work.secrets }
  const argv = work.command.map((argument) => fillFolders(argument, open))
  const wrong = Object.keys(given).find((key) => !name.test(key))
  if (wrong !== undefined) throw new WorkRefused(`"${wrong}" cannot be the name of a variable.`)
  if ([...argv, ...Object.values(given)].some((text) => text.includes('\0')))
    throw new WorkRefused('Neither arguments nor variables can hold a NUL.')
  return { argv, environment: given }
}
