import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { type SharedListOptions, sharedListCommand, sharedPage, showItems, takeFirst } from '../listing.ts'
import type { OpenSession } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatTime } from '../terminal/number-format.ts'
import { type DownloadOptions, saveDownload } from '../transfer/file-download.ts'

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
      show(
        await assay.jobs.get(id),
        ({ name, kind, state, run_id, attempt, outputs, reused_from, error, finished_at }) => {
          const facts = { id, name, kind, state, run: run_id, attempt: String(attempt), outputs: outputs.join(', ') }
          const more = {
            'reused from': reused_from ?? undefined,
            finished: formatTime(finished_at),
            error: error?.message,
          }
          return renderFacts({ ...facts, ...more }, terminal)
        },
      )
    })

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

function onlyOne(outputs: readonly string[]): string {
  const [first, second] = outputs
  if (first !== undefined && second === undefined) return first
  throw wrongUsage(first === undefined ? 'The job has no outputs.' : `Name one of its outputs: ${outputs.join(', ')}.`)
}
