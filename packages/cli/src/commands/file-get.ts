import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import { wrongUsage } from '../command-error.ts'
import { seconds, wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import { saveDownload } from '../transfer/file-download.ts'
import { type GetReport, getFiles } from '../transfer/file-get.ts'
import { interruptible } from '../transfer/interruption.ts'
import { requireNoFailures } from '../transfer/side-by-side.ts'
import { type FileOptions, fileCommand } from './file-command.ts'

interface GetCommandOptions extends FileOptions {
  readonly zip?: boolean
  readonly force?: boolean
  readonly parallel: number
}

/** `assay files get`, `assay files cat`, `assay files url`. */
export function addFileGetCommands(files: Command, open: OpenSession): void {
  fileCommand(files, 'get', 'save files and folders here')
    .argument('<paths...>', 'files and folders, and last, if there are several, where to; -: to stdout')
    .usage('[options] <path...> [local]')
    .option('--zip', 'as one zip')
    .option('--force', 'replace files that are here')
    .option('--parallel <n>', 'so many files at once', wholeNumber(1), 6)
    .addHelpText('after', help)
    .action(async (given: string[], { owner, zip, force, parallel }: GetCommandOptions) => {
      const { paths, to } = split(given)
      const session = await open()
      if (zip) return saveZip(session, { paths, to, owner, force })
      if (to === '-') return writeFile(session, onlyOf(paths), { owner })
      const report = await getFiles(session, { paths, to, owner, force, atOnce: parallel })
      session.show(report, renderReport)
      requireNoFailures(report.failed, 'saved')
    })

  fileCommand(files, 'cat', 'write a file to stdout')
    .argument('<path>')
    .action(async (path: string, { owner }: FileOptions) => {
      await writeFile(await open(), path, { owner })
    })

  fileCommand(files, 'url', 'make an address at which anybody can download a file for a while')
    .argument('<path>')
    .option('--expires <duration>', 'for how long, as 15m, 1h or 7d; default: 1h', seconds)
    .action(async (path: string, { owner, expires }: FileOptions & { readonly expires?: number }) => {
      const { assay, show, terminal, isJson } = await open()
      const signed = await assay.files.createUrl(path, { owner, expires_seconds: expires })
      show(signed, ({ url }) => url)
      if (!isJson) terminal.say(`Whoever has it can download ${path} until ${formatTime(signed.expires_at)}.`)
    })
}

const help = `
A folder is saved here under its own name; with a slash at its end and a place named, what is in it is. What is here already with the same
bytes is left, and a file that was half saved goes on: after Ctrl-C, or whatever ended it, give the same command again. A file that is here
with other bytes is replaced only by --force. Nothing is written outside of the place, nor through links in it.

Examples:
  assay files get data/run-7/a.tif               # here
  assay files get output/run-7/ results/         # results/report.html, …
  assay files get output/run-7/ --zip            # run-7.zip
  assay files get data/run-7/a.csv - | wc -l     # to stdout, as assay files cat does`

/** Of several the last one says where to. */
function split(given: readonly string[]): { readonly paths: string[]; readonly to: string | undefined } {
  const [last, ...others] = given.toReversed()
  if (last === undefined) throw wrongUsage('Name a file or folder.')
  return others.length === 0 ? { paths: [last], to: undefined } : { paths: others.toReversed(), to: last }
}

function onlyOf(paths: readonly string[]): string {
  const [path, ...others] = paths
  if (path === undefined || others.length > 0) throw wrongUsage('One file can go to stdout, or several with --zip.')
  return path
}

async function writeFile(session: Session, path: string, { owner }: Pick<Zipping, 'owner'>): Promise<void> {
  await saveDownload(session, await session.assay.files.download(path, { owner }), { output: '-' })
}

interface Zipping {
  readonly paths: readonly string[]
  readonly to: string | undefined
  readonly owner: string | undefined
  readonly force: boolean | undefined
}

async function saveZip(session: Session, { paths, to, owner, force = false }: Zipping): Promise<void> {
  const path = await interruptible(
    () => 'Interrupted: nothing was saved.',
    async (signal) => {
      const zip = await session.assay.files.zip(paths, { owner, signal })
      if (to === '-') return saveDownload(session, zip, { output: '-' })
      return zip.saveTo(to, { overwrite: force })
    },
  )
  if (path === undefined) return
  const { size } = await stat(path)
  session.show({ path, size_bytes: size }, () => `Saved ${formatBytes(size)} in ${path}.`)
}

function renderReport({ saved, saved_bytes, present }: GetReport): string {
  const [only, ...others] = saved
  const what = only !== undefined && others.length === 0 ? only : `${saved.length} files`
  const already =
    present.length === 0 ? '' : `; ${present.length} ${present.length === 1 ? 'was' : 'were'} here already`
  return `Saved ${what} (${formatBytes(saved_bytes)})${already}.`
}
