import type { Job } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type SharedListOptions, sharedListCommand, sharedPage, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'
import { placeOf } from '../waiting-jobs.ts'
import { addLogCommand } from './job-log.ts'
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
        const { name, kind, state, run_id, attempt, outputs, reused_from, error, finished_at, waiting } = job
        const facts = { id, name, kind, state, run: run_id, attempt: String(attempt), outputs: outputs.join(', ') }
        const more = {
          waits: waiting?.message,
          place: placeOf(waiting),
          'reused from': reused_from ?? undefined,
          finished: formatTime(finished_at),
          error: error?.message,
          ...usageOf(job),
        }
        return renderFacts({ ...facts, ...more }, terminal)
      })
    })

  jobs
    .command('stop')
    .description('stop a job; what needs it is skipped, and the rest of its run goes on')
    .argument('<job-id>')
    .action(async (id: string) => {
      const { assay, show } = await open()
      show(await assay.jobs.stop(id), ({ name, state }) =>
        state === 'running' ? `${name} is running and will be stopped.` : `${name} is ${state}.`,
      )
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

function onlyOne(outputs: readonly string[]): string {
  const [first, second] = outputs
  if (first !== undefined && second === undefined) return first
  throw wrongUsage(first === undefined ? 'The job has no outputs.' : `Name one of its outputs: ${outputs.join(', ')}.`)
}
