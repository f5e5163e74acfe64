import type { Job, LogLine } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type SharedListOptions, sharedListCommand, sharedPage, showItems, takeFirst } from '../listing.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import { visible, visibleJson } from '../terminal/visible-text.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'
import { addOutputsCommand } from './job-outputs.ts'

/** `assay jobs …`. */
export function addJobCommands(program: Command, open: OpenSession): void {
  const jobs = program.command('jobs').description('units of execution in a run')

  sharedListCommand(jobs, 'list your jobs, and those that are shared with you')
    .option('--run <id>', 'only those of this run')
    .action(async ({ run, ...options }: SharedListOptions & { run?: string }) => {
      const session = await open()
      const params = { ...sharedPage(options), ...(run !== undefined && { run_id: run }) }
      showItems(session, await takeFirst(session.assay.jobs.list(params), options.limit), {
        Id: ({ id }) => id,
        Name: ({ name }) => name,
        Kind: ({ kind }) => kind,
        State: ({ state }) => state,
        'Attempt>': ({ attempt }) => String(attempt),
        Created: ({ created_at }) => formatTime(created_at),
        Finished: ({ finished_at }) => formatTime(finished_at),
      })
    })

  jobs
    .command('get')
    .description('show a job')
    .argument('<job-id>')
    .action(async (id: string) => {
      const { assay, show, terminal } = await open()
      show(await assay.jobs.get(id), (job) => {
        const { name, kind, state, run_id, attempt, outputs, reused_from, error, finished_at } = job
        const facts = { id, name, kind, state, run: run_id, attempt: String(attempt), outputs: outputs.join(', ') }
        const more = {
          'reused from': reused_from ?? undefined,
          finished: formatTime(finished_at),
          error: error?.message,
          ...usageOf(job),
        }
        return renderFacts({ ...facts, ...more }, terminal)
      })
    })

  addLogCommand(jobs, open)
  addOutputsCommand(jobs, open)

  jobs
    .command('output')
    .description('download an output of a job')
    .argument('<job-id>')
    .argument('[name]', 'name of the output; may be left out if there is only one')
    .option('-o, --output <file>', 'where to; "-" writes to stdout; default: its name, here')
    .option('--force', 'replace a file that is there')
    .action(async (id: string, name: string | undefined, options: DownloadOptions) => {
      const session = await open()
      const output = name ?? onlyOne((await session.assay.jobs.get(id)).outputs)
      await saveDownload(session, await session.assay.jobs.output(id, output), options)
    })
}

/** What a command has used. */
function usageOf({ kind, result }: Job): Record<string, string | undefined> {
  if (kind !== 'application' || result === null) return {}
  const { seconds, cpu_seconds, peak_memory_bytes, gpu_peak_memory_bytes, gpu_utilization } = result
  return {
    took: `${seconds.toFixed(1)} s`,
    processors: cpu_seconds === null ? undefined : `${cpu_seconds.toFixed(1)} s`,
    memory: peak_memory_bytes === null ? undefined : `${formatBytes(peak_memory_bytes)} at most`,
    'graphics memory': gpu_peak_memory_bytes === null ? undefined : `${formatBytes(gpu_peak_memory_bytes)} at most`,
    'graphics processors': gpu_utilization === null ? undefined : `${Math.round(gpu_utilization * 100)} % used`,
    'not kept': result.notices.length === 0 ? undefined : result.notices.join('; '),
  }
}

interface LogOptions {
  readonly follow?: boolean
  readonly sinceLine?: number
  readonly attempt?: number
  readonly search?: string
  readonly times?: boolean
}

function addLogCommand(jobs: Command, open: OpenSession): void {
  jobs
    .command('logs')
    .description('print the log of a job; with --json, its lines, one a line')
    .argument('<job-id>')
    .option('-f, --follow', 'wait for lines that are yet to come, until the job has ended')
    .option('--since-line <n>', 'from this line on', wholeNumber(1))
    .option('--attempt <n>', 'of this attempt; default: the current or last one', wholeNumber(1))
    .option('--search <text>', 'only lines that hold exactly this text, and how many there are')
    .option('--times', 'print when each line came, and from where')
    .action(async (id: string, { search, follow, sinceLine = 1, attempt, times }: LogOptions) => {
      const session = await open()
      const show = lineShower(session, times === true)
      if (search === undefined) {
        for await (const line of session.assay.jobs.logs(id, { follow, sinceLine, attempt })) show(line)
        return
      }
      if (follow) throw wrongUsage('Either --search or --follow.')
      const found = session.assay.jobs.searchLog(id, search, { attempt, after_line: sinceLine - 1 })
      const { count } = await found
      for await (const line of found) show(line)
      if (!session.isJson) session.terminal.say(`${count} of its lines hold it.`)
    })
}

function lineShower({ terminal, isJson }: Session, withTimes: boolean): (line: LogLine) => void {
  if (isJson) return (line) => terminal.print(visibleJson(line))
  return ({ number, time, stream, text }) =>
    terminal.print(withTimes ? `${number} ${time} ${stream} ${visible(text)}` : visible(text))
}

function onlyOne(outputs: readonly string[]): string {
  const [first, second] = outputs
  if (first !== undefined && second === undefined) return first
  throw wrongUsage(first === undefined ? 'The job has no outputs.' : `Name one of its outputs: ${outputs.join(', ')}.`)
}
