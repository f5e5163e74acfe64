import type { Run, RunCreateParams } from '@assay/sdk'
import type { Command } from 'commander'
import { type RunParamsOptions, readApplication, readGraph } from '../application/run-params.ts'
import { wrongUsage } from '../command-error.ts'
import { followJobs } from '../job-following.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'

interface RunOptions extends RunParamsOptions {
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
    .option('--experiment <experiment>', 'id or name: evaluate what the run makes of the files of its dataset')
    .option('--score-job <job>', 'with --experiment: the job that gives the scores; default: the one that declares any')
    .option('--score-output <output>', 'with --experiment: the output that has them; default: result')
    .option('--score-file <path>', 'with --experiment: the table in that output; default: scores.csv')
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

const examples = `
The parameters of an application:
  assay run maps/1/map_crop --help

Examples:
  assay run maps/1/map_crop --map peach --follow
  assay run maps/1/ALL --map peach
  assay run -f graph.yaml --follow
  assay run cells/2/score --experiment cells --follow`
