import type { LogLine } from '@assay/sdk'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { reusedLog } from '../job-following.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { visible, visibleJson } from '../terminal/visible-text.ts'

interface LogOptions {
  readonly follow?: boolean
  readonly sinceLine?: number
  readonly attempt?: number
  readonly search?: string
  readonly times?: boolean
}

/** `assay jobs logs`. */
export function addLogCommand(jobs: Command, open: OpenSession): void {
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
        let lines = 0
        for await (const line of session.assay.jobs.logs(id, { follow, sinceLine, attempt })) {
          show(line)
          lines++
        }
        if (lines === 0) await tellReuse(session, id)
        return
      }
      if (follow) throw wrongUsage('Either --search or --follow.')
      const found = session.assay.jobs.searchLog(id, search, { attempt, after_line: sinceLine - 1 })
      const { count } = await found
      for await (const line of found) show(line)
      if (!session.isJson) session.terminal.say(`${count} of its lines hold it.`)
    })
}

async function tellReuse({ assay, terminal, isJson }: Session, id: string): Promise<void> {
  const { reused_from } = await assay.jobs.get(id)
  if (reused_from !== null && !isJson) terminal.say(reusedLog(reused_from))
}

function lineShower({ terminal, isJson }: Session, withTimes: boolean): (line: LogLine) => void {
  if (isJson) return (line) => terminal.print(visibleJson(line))
  return ({ number, time, stream, text }) =>
    terminal.print(withTimes ? `${number} ${time} ${stream} ${visible(text)}` : visible(text))
}
