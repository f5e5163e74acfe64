import { readFile } from 'node:fs/promises'
import { runCreateInput } from '@assay/schemas'
import type { Application, RunCreateParams } from '@assay/sdk'
import { Command } from 'commander'
import { parseDocument } from 'yaml'
import { CommandError, wrongUsage } from '../command-error.ts'
import { optionOf, type ParameterValues, readNamed, readParameters } from '../option/parameter-options.ts'
import { secretsFrom } from '../option/secret-option.ts'
import type { Session } from '../session/session.ts'

/** What of a run is given by options. */
export interface RunParamsOptions {
  readonly file?: string
  readonly name?: string
  readonly priority?: number
  readonly parameter?: string[]
  readonly env?: string[]
  readonly secret?: string[]
  readonly argument?: string[]
  readonly force?: boolean
  readonly experiment?: string
  readonly scoreJob?: string
  readonly scoreOutput?: string
  readonly scoreFile?: string
}

interface Asked {
  readonly command: Command
  readonly reference: string
  readonly words: readonly string[]
  readonly options: RunParamsOptions
}

/** Entrypoints of an application, with their parameters as words of the command line. */
export async function readApplication(
  session: Session,
  { command, reference, words, options }: Asked,
): Promise<RunCreateParams> {
  const [application, version, entrypoints = ''] = reference.split('/')
  if (!version || entrypoints === '')
    throw wrongUsage(`Name an entrypoint, as ${application}/1/name, or ${application}/1/ALL.`)
  const named = entrypoints.split(',')
  const parameters = parametersOf(await session.assay.applications.get(`${application}/${version}`), named)
  const ofParameters = new Command(`assay run ${reference}`)
    .copyInheritedSettings(command)
    .addHelpText('after', '\nWhat every run takes besides, as --follow: assay run --help')
  const given = {
    ...readParameters(ofParameters, parameters, words),
    ...readNamed(parameters, options.parameter ?? []),
  }
  requireAll(parameters, given)
  return {
    application: `${application}/${version}`,
    entrypoints: named,
    parameters: given,
    ...commonOf(session, options),
  }
}

function requireAll(parameters: Parameters, given: ParameterValues): void {
  const missing = Object.entries(parameters).filter(
    ([name, { default: value, optional }]) => given[name] === undefined && value === undefined && !optional,
  )
  if (missing.length > 0) throw wrongUsage(`Give ${missing.map(([name]) => optionOf(name)).join(', ')}.`)
}

type Parameters = Application['entrypoints'][number]['definition']['parameters']

/** Those of the entrypoints that are named, and of all that they require. */
function parametersOf({ entrypoints }: Application, named: readonly string[]): Parameters {
  const byName = new Map(entrypoints.map((one) => [one.entrypoint, one.definition]))
  const isAll = named.some((name) => name.toUpperCase() === 'ALL')
  const taken = new Set(isAll ? byName.keys() : named)
  for (const name of taken) for (const required of byName.get(name)?.requires ?? []) taken.add(required)
  const found: Parameters = {}
  for (const name of taken) Object.assign(found, { ...byName.get(name)?.parameters, ...found })
  return found
}

/** A run as it is submitted, from a file. */
export async function readGraph(session: Session, options: RunParamsOptions): Promise<RunCreateParams> {
  const { file = '' } = options
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new CommandError(`There is no file ${file}.`)
  const document = parseDocument(text)
  const [wrong] = document.errors
  if (wrong) throw new CommandError(`${file} is no YAML: ${wrong.message}`)
  const read = runCreateInput.safeParse(document.toJS())
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'it'}: ${message}`)
    throw new CommandError(`${file} is no run that can be submitted:\n${faults.join('\n')}`)
  }
  return { ...read.data, ...commonOf(session, options) }
}

function commonOf({ environment }: Session, options: RunParamsOptions): Partial<RunCreateParams> {
  const { name, priority, env, secret, argument, force } = options
  return {
    ...(name !== undefined && { name }),
    ...(priority !== undefined && { priority }),
    ...(env && { environment: Object.fromEntries(env.map(pairOf)) }),
    ...(secret && { secrets: secretsFrom(environment, secret) }),
    ...(argument && { arguments: argument }),
    ...(force && { force_rerun: true }),
    ...scoredAs(options),
  }
}

/** How the run is an evaluation in an experiment. */
function scoredAs({ experiment, scoreJob, scoreOutput, scoreFile }: RunParamsOptions): Partial<RunCreateParams> {
  const scores = {
    ...(scoreJob !== undefined && { job: scoreJob }),
    ...(scoreOutput !== undefined && { output: scoreOutput }),
    ...(scoreFile !== undefined && { path: scoreFile }),
  }
  return {
    ...(experiment !== undefined && { experiment_id: experiment }),
    ...(Object.keys(scores).length > 0 && { scores }),
  }
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw wrongUsage(`--env must be <name>=<value>, not "${text}".`)
  return [text.slice(0, at), text.slice(at + 1)]
}
