import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession } from '../session/session.ts'
import { formatBytes } from '../terminal/number-format.ts'
import { type PutReport, putFiles } from '../transfer/file-put.ts'
import { requireNoFailures } from '../transfer/side-by-side.ts'
import { type FileOptions, fileCommand } from './file-command.ts'

/** What the folder of a user has in DECODE OpenCloud; our trees have the same. */
const folders = ['config', 'data', 'artifact', 'output', 'log'] as const

interface ImportOptions extends FileOptions {
  readonly keep?: boolean
  readonly parallel: number
}

/** `assay files import-decode`. */
export function addFileImportCommand(files: Command, open: OpenSession): void {
  fileCommand(files, 'import-decode', "send all that is in the folder of a user of DECODE OpenCloud's")
    .argument('<folder>', 'with config, data, artifact, output and log in it')
    .option('--keep', 'leave files that are there as they are; default: replace those that differ')
    .option('--parallel <n>', 'so many files at once', wholeNumber(1), 6)
    .addHelpText('after', help)
    .action(async (folder: string, { owner, keep, parallel: atOnce }: ImportOptions) => {
      const there = await foldersIn(folder)
      if (there.length === 0) throw new CommandError(`In ${folder} there is none of ${folders.join(', ')}.`)
      const session = await open()
      const reports: PutReport[] = []
      for (const name of there) {
        const sources = [`${join(folder, name)}/`]
        reports.push(await putFiles(session, { sources, to: `${name}/`, owner, keep, atOnce }))
      }
      const report = {
        sent: reports.flatMap(({ sent }) => sent),
        sent_bytes: reports.reduce((sum, { sent_bytes }) => sum + sent_bytes, 0),
        present: reports.flatMap(({ present }) => present),
        left_out: reports.flatMap(({ left_out }) => left_out),
        failed: reports.flatMap(({ failed }) => failed),
      }
      session.show(report, ({ sent, sent_bytes, present }) => {
        const already = present.length === 0 ? '' : `; of ${present.length} the same bytes were there already`
        return `Sent ${sent.length} files (${formatBytes(sent_bytes)}) to ${there.join(', ')}${already}.`
      })
      requireNoFailures(report.failed, 'sent')
    })
}

async function foldersIn(folder: string): Promise<string[]> {
  const found = await Promise.all(folders.map(async (name) => (await isFolder(join(folder, name))) && name))
  return found.filter((name) => name !== false)
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

const help = `
Everything keeps its path, so that clients of DECODE's find it where it was: outputs of a job in output/<job name>.
What is there already with the same bytes is not sent again: after Ctrl-C, give the same command again.

Example:
  aws s3 sync s3://decode-bucket/ada ada/      # where files were in a bucket
  assay files import-decode ada/`
