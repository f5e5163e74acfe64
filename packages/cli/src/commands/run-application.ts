import { readFile } from 'node:fs/promises'
import { runCreateInput } from '@assay/schemas'
import type { Application, Run, RunCreateParams } from '@assay/sdk'
import type { Command } from 'commander'
import { parse } from 'yaml'
import { CommandError, wrongUsage } from '../command-error.ts'
import { followJobs } from '../job-following.ts'
import { wholeNumber } from '../option/option.ts'
import { readNamed, readParameters } from '../option/parameter-options.ts'
import { secretsFrom } from '../option/secret-option.ts'
import type { OpenSession, Session } from '../session/session.ts'

interface RunOptions {
  readonly file?: string
  readonly name?: string
  readonly priority?: number
  readonly parameter?: string[]
  readonly env?: string[]
  readonly secret?: string[]
  readonly argument?: string[]
  readonly force?: boolean
  readonly follow?: boolean
  readonly log?: string
}

/** `assay run`: entrypoints of an application, or a graph of jobs that is written in a file. */
export function addRunCommand(program: Command, open: OpenSession): void {
  const run = program
    .command('run')
    .description('run entrypoints of an application with all that they require, or a graph of jobs')
    .argument('[words...]', 'as maps/1/map_crop, or maps/1/ALL; then its parameters, as --map peach')
    .allowUnknownOption()
    .helpOption(false)
    .usage('<application>/<version>/<entrypoint> [--<parameter> <value> ...] [options]')
    .option('-f, --file <graph.yaml>', 'instead: a run as it is submitted, in YAML or JSON')
    .option('--name <name>', 'what to call the run')
    .option('--priority <n>', 'among your own jobs, 0 to 5', wholeNumber(0))
    .option('-p, --parameter <name=value>', 'a parameter that is called as an option here; may be repeated', collect)
    .option('--env <name=value>', 'a variable that the entrypoint allows; may be repeated', collect)
    .option('--secret <name>', 'for this run only, the value of this variable of yours; may be repeated', collect)
    .option('--argument <text>', 'one more argument, where the entrypoint allows them; may be repeated', collect)
    .option('--force', 'run again what succeeded before')
    .option('--follow', 'show how far each job is, then the log of the one that failed')
    .option('--log <job>', 'with --follow: print the log of this job in the end')
    .addHelpText('after', examples)
  run.action(async (words: string[], options: RunOptions) => {
    const [reference, ...rest] = words
    if (reference === undefined && options.file === undefined) throw wrongUsage('Name an application, or give --file.')
    if (reference?.startsWith('-')) run.help()
    const session = await open()
    const params =
      reference === undefined
        ? await readGraph(session, options)
        : await readApplication(session, { command: run, reference, words: rest, options })
    await start(session, params, options)
  })
}

function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

async function start(session: Session, params: RunCreateParams, { follow, log }: RunOptions): Promise<void> {
  const run = await session.assay.runs.create(params)
  if (follow === true) return followJobs(session, run, { log })
  session.show(run, submitted)
}

function submitted({ id, name, jobs_total, jobs_open }: Run): string {
  const reused = jobs_total - jobs_open
  const all = `${jobs_total} ${jobs_total === 1 ? 'job' : 'jobs'}${reused > 0 ? `, ${reused} of them reused` : ''}`
  return `${name}: ${all}, as run ${id}.`
}

interface Asked {
  readonly command: Command
  readonly reference: string
  readonly words: readonly string[]
  readonly options: RunOptions
}

async function readApplication(
  session: Session,
  { command, reference, words, options }: Asked,
): Promise<RunCreateParams> {
  const [application, version, entrypoints = ''] = reference.split('/')
  if (!version || entrypoints === '')
    throw wrongUsage(`Name an entrypoint, as ${application}/1/name, or ${application}/1/ALL.`)
  const named = entrypoints.split(',')
  const parameters = parametersOf(await session.assay.applications.get(`${application}/${version}`), named)
  const given = readParameters(command, parameters, words)
  return {
    application: `${application}/${version}`,
    entrypoints: named,
    parameters: { ...given, ...readNamed(parameters, options.parameter ?? []) },
    ...commonOf(session, options),
  }
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

async function readGraph(session: Session, options: RunOptions): Promise<RunCreateParams> {
  const { file = '' } = options
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw new CommandError(`There is no file ${file}.`)
  const read = runCreateInput.safeParse(parse(text))
  if (!read.success) {
    const faults = read.error.issues.map(({ path, message }) => `  ${path.join('.') || 'it'}: ${message}`)
    throw new CommandError(`${file} is no run that can be submitted:\n${faults.join('\n')}`)
  }
  return { ...read.data, ...commonOf(session, options) }
}

function commonOf({ environment }: Session, options: RunOptions): Partial<RunCreateParams> {
  const { name, priority, env, secret, argument, force } = options
  return {
    ...(name !== undefined && { name }),
    ...(priority !== undefined && { priority }),
    ...(env && { environment: Object.fromEntries(env.map(pairOf)) }),
    ...(secret && { secrets: secretsFrom(environment, secret) }),
    ...(argument && { arguments: argument }),
    ...(force && { force_rerun: true }),
  }
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw wrongUsage(`--env must be <name>=<value>, not "${text}".`)
  return [text.slice(0, at), text.slice(at + 1)]
}

const examples = `
The parameters of an application:
  assay run maps/1/map_crop --help

Examples:
  assay run maps/1/map_crop --map peach --follow
  assay run maps/1/ALL --map peach
  assay run -f graph.yaml --follow`
