import { AssayError, type File } from '@assay/sdk'
import type { Command } from 'commander'
import { wholeNumber } from '../option/option.ts'
import type { OpenSession, Session } from '../session/session.ts'
import { renderFacts } from '../table/table.ts'
import { formatBytes, formatTime } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'
import { visible, visibleJson } from '../terminal/visible-text.ts'
import { type FileOptions, fileCommand } from './file-command.ts'
import { addFileGetCommands } from './file-get.ts'
import { addFileImportCommand } from './file-import.ts'
import { addFileMoveCommands } from './file-move.ts'
import { addFilePutCommand } from './file-put.ts'
import { addFileRemoval } from './file-removal.ts'
import { describeUsage } from './file-usage.ts'

/** `assay files …`. */
export function addFileCommands(program: Command, open: OpenSession): void {
  const files = program
    .command('files')
    .description('your tree of files: config, data, artifact, output, log, temp')
    .addHelpText('after', examples)
  addFilePutCommand(files, open)
  addFileImportCommand(files, open)
  addFileGetCommands(files, open)
  addReadingCommands(files, open)
  addFileMoveCommands(files, open)
  addFileRemoval(files, open)
}

const examples = `
Examples:
  assay files put scans/ data/run-7/          # what is in the folder; again, it goes on where it stopped
  assay files ls data/ -r
  assay files get output/run-7/ --zip
  assay files url data/run-7/a.tif --expires 1h
  assay share file data/run-7 --with colleague@example.org`

interface ListingOptions extends FileOptions {
  readonly recursive?: boolean
  readonly limit?: number
}

function addReadingCommands(files: Command, open: OpenSession): void {
  fileCommand(files, 'ls', 'list a folder, or what is at the top')
    .argument('[path]', 'the folder', '')
    .option('-r, --recursive', 'what is in its folders too')
    .option('--limit <n>', 'at most so many; default: all', wholeNumber(1))
    .action(async (path: string, options: ListingOptions) => {
      const session = await open()
      await listFiles(session, path, options)
    })

  fileCommand(files, 'stat', 'show what is known of a file or folder')
    .argument('<path>')
    .action(async (path: string, { owner }: FileOptions) => {
      const { assay, show, terminal } = await open()
      show(await assay.files.get(path, { owner }), (file) => renderFile(file, terminal))
    })

  fileCommand(files, 'du', 'count files and bytes below a path; without one, all of yours')
    .argument('[path]', 'the folder', '')
    .action(async (path: string, { owner }: FileOptions) => {
      const { assay, show } = await open()
      show(await assay.files.usage(path, { owner }), describeUsage)
    })
}

/** A line each, as pages come: names are shown whole, and a list of any length begins at once. */
async function listFiles(session: Session, path: string, options: ListingOptions): Promise<void> {
  const { terminal, isJson } = session
  let count = 0
  if (isJson) terminal.print('[')
  for await (const page of pagesOf(session, path, options)) {
    const lines = page.map((file) => (isJson ? visibleJson(file) : renderLine(file, terminal)))
    if (isJson) terminal.print((count > 0 && lines.length > 0 ? ',' : '') + lines.join(',\n'))
    else if (lines.length > 0) terminal.print(lines.join('\n'))
    count += page.length
  }
  if (isJson) terminal.print(']')
  else if (count === 0) terminal.say('There is nothing.')
}

async function* pagesOf(
  { assay }: Session,
  path: string,
  { owner, recursive = false, limit = Number.POSITIVE_INFINITY }: ListingOptions,
): AsyncGenerator<readonly File[]> {
  const params = { owner, recursive, limit: Math.min(1000, limit) }
  let left = limit
  try {
    for await (const { items } of assay.files.list(path, params).pages()) {
      yield items.slice(0, left)
      left -= items.length
      if (left <= 0) return
    }
  } catch (error) {
    if (!AssayError.is(error, 'NOT_A_FOLDER')) throw error
    yield [await assay.files.get(path, { owner })]
  }
}

function renderLine({ kind, path, size_bytes, updated_at }: File, { colours }: Paper): string {
  const size = (size_bytes === null ? '–' : formatBytes(size_bytes)).padStart(9)
  const shown = visible(path)
  return `${size}  ${formatTime(updated_at)}  ${kind === 'folder' ? `${colours.bold(shown)}/` : shown}`
}

function renderFile(file: File, paper: Paper): string {
  const { kind, path, id, size_bytes, content_type, sha256, run_id, job_id, dataset_id, created_at, updated_at } = file
  const facts = {
    path: kind === 'folder' ? `${path}/` : path,
    id,
    size: size_bytes === null ? undefined : `${formatBytes(size_bytes)} (${size_bytes} bytes)`,
    type: content_type ?? kind,
    sha256: sha256 ?? undefined,
    owner: file.owner_id,
    'written by': file.written_by ?? undefined,
    run: run_id ?? undefined,
    job: job_id ?? undefined,
    dataset: dataset_id ?? undefined,
    created: formatTime(created_at),
    changed: formatTime(updated_at),
  }
  return renderFacts(facts, paper)
}
