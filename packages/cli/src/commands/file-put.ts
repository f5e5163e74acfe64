import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { visibleName } from '../terminal/visible-text.ts'
import { type PutReport, putFiles } from '../transfer/file-put.ts'
import { requireNoFailures } from '../transfer/side-by-side.ts'
import { type FileOptions, fileCommand } from './file-command.ts'

interface PutCommandOptions extends FileOptions {
  readonly keep?: boolean
  readonly parallel: number
}

/** `assay files put`. */
export function addFilePutCommand(files: Command, open: OpenSession): void {
  fileCommand(files, 'put', 'send files and folders')
    .argument('<paths...>', 'files and folders here, and last where to')
    .usage('[options] <local...> <path>')
    .option('--keep', 'leave files that are there as they are; default: replace those that differ')
    .option('--parallel <n>', 'so many files at once', wholeNumber(1), 6)
    .addHelpText('after', help)
    .action(async (paths: string[], { owner, keep, parallel }: PutCommandOptions) => {
      const [to, ...sources] = paths.toReversed()
      if (to === undefined || sources.length === 0) throw wrongUsage('Name files or folders, and last where they go.')
      const session = await open()
      const report = await putFiles(session, { sources: sources.toReversed(), to, owner, keep, atOnce: parallel })
      session.show(report, (shown) => renderReport(shown, to))
      sayLeftOut(session, report)
      requireNoFailures(report.failed, 'sent')
    })
}

const help = `
A folder goes under its own name; with a slash at its end, what is in it goes. A file goes to the path, or into the folder that is there.
What is there already with the same bytes is not sent again, and a file that was half sent goes on: after Ctrl-C, or whatever ended it, give
the same command again. Symbolic links that you name are followed; those in folders are left out, and listed.

Examples:
  assay files put scans/ data/run-7/             # data/run-7/a.tif, …
  assay files put scans data/run-7/              # data/run-7/scans/a.tif, …
  assay files put a.tif b.tif data/run-7/
  assay files put model.json config/cells.json`

function renderReport({ sent, sent_bytes, present }: PutReport, to: string): string {
  const files = sent.length === 1 ? '1 file' : `${sent.length} files`
  const already =
    present.length === 0 ? '' : `; ${present.length} ${present.length === 1 ? 'was' : 'were'} there already`
  return `Sent ${files} (${formatBytes(sent_bytes)}) to ${to}${already}.`
}

function sayLeftOut({ terminal, isJson }: Session, { left_out }: PutReport): void {
  if (isJson) return
  for (const { path, reason } of left_out) terminal.say(`Left out: ${visibleName(path)}, which is ${reason}.`)
}
