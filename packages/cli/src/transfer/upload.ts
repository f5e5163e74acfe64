import { basename, extname } from 'node:path'
import { type datasetCreateInput, decimal, delimiter, encoding, quote } from '@assay/schemas'
import type { CreatedDataset, Dataset, DatasetFilesOptions } from '@assay/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { z } from 'zod'
import { CommandError } from '../command-error.ts'
import { noticeInOptions } from '../option/option-words.ts'
import type { Session } from '../session/session.ts'
import { startUploadBar, type UploadBar } from '../terminal/progress.ts'

/** How a file is to be read. */
export interface UploadOptions extends Omit<z.input<typeof datasetCreateInput>, 'upload_id'> {}

const formats = ['csv', 'tsv', 'jsonl', 'json', 'parquet']

/** The options of a file to be uploaded. */
export function addUploadOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'default: from the name of the file').choices(formats))
    .addOption(
      new Option('--delimiter <delimiter>', 'between fields: , ; | or tab; default: as recognised').argParser(
        toDelimiter,
      ),
    )
    .addOption(new Option('--encoding <encoding>', 'of a text file; default: as recognised').choices(encoding.options))
    .addOption(
      new Option('--quote <quote>', 'whether double quotes enclose fields; default: as recognised').choices(
        quote.options,
      ),
    )
    .addOption(
      new Option('--decimal <sign>', 'before decimals of numbers; default: as recognised').choices(decimal.options),
    )
}

function toDelimiter(text: string): UploadOptions['delimiter'] {
  const read = delimiter.safeParse(/^(?:tab|\\t)$/i.test(text) ? '\t' : text)
  if (!read.success) throw new InvalidArgumentError('It must be a comma, a semicolon, a vertical bar or "tab".')
  return read.data
}

const endings = ['csv', 'tsv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet', 'pq']

/** Whether it is an address on the web rather than a path. */
export function isWebAddress(source: string): boolean {
  return /^https?:\/\//i.test(source)
}

/** Throws, before anything is sent, where neither the name of a file nor an option tells its format. */
export function requireFormat(file: string, { format }: UploadOptions): void {
  if (file === '-' || format !== undefined || isWebAddress(file)) return
  const ending = extname(file).slice(1).toLowerCase()
  if (endings.includes(ending)) return
  const workbook = ['xlsx', 'xls', 'ods'].includes(ending) ? ' Save the sheet of a workbook as CSV first.' : ''
  throw new CommandError(
    `The name "${basename(file)}" does not tell the format.${workbook} Name the file .csv, .tsv, .jsonl, .json or ` +
      '.parquet, or give --format.',
  )
}

/**
 * Uploads a file, or has the server fetch one from an address, showing how far it is, and says what is to be known of
 * how it was read; `-` reads stdin.
 */
export async function uploadDataset(session: Session, file: string, options: UploadOptions): Promise<CreatedDataset> {
  const dataset = await send(session, file, options)
  sayNotices(session, dataset)
  return dataset
}

/** Makes a dataset of files that the server has. */
export async function makeOfFiles(
  session: Session,
  paths: readonly string[],
  options: DatasetFilesOptions,
): Promise<CreatedDataset> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined)
  const dataset = await session.assay.datasets.createFromFiles(paths, Object.fromEntries(given))
  sayNotices(session, dataset)
  return dataset
}

async function send(session: Session, file: string, options: UploadOptions): Promise<CreatedDataset> {
  const bar = isWebAddress(file)
    ? startUploadBar(session, URL.parse(file)?.host ?? file, 'fetched')
    : startUploadBar(session, file === '-' ? 'stdin' : basename(file))
  const { name, format, delimiter, encoding, quote, decimal } = options
  const making = {
    ...(name !== undefined && { name }),
    ...(format !== undefined && { format }),
    ...(delimiter !== undefined && { delimiter }),
    ...(encoding !== undefined && { encoding }),
    ...(quote !== undefined && { quote }),
    ...(decimal !== undefined && { decimal }),
  }
  const onReading = sayWaiting(session, bar)
  try {
    if (isWebAddress(file)) {
      return await session.assay.datasets.createFromUrl(file, { ...making, onProgress: bar.update, onReading })
    }
    return await session.assay.datasets.upload(file === '-' ? process.stdin : file, {
      ...making,
      filename: file === '-' ? `stdin.${format ?? 'csv'}` : undefined,
      onProgress: bar.update,
      onReading,
    })
  } finally {
    bar.stop()
  }
}

/** Says, once for each reason, why a file that has arrived is not read yet. */
function sayWaiting({ terminal }: Session, bar: UploadBar): (dataset: Dataset) => void {
  const said = new Set<string>()
  return ({ name, waiting }) => {
    if (waiting === null || said.has(waiting.message)) return
    bar.stop()
    said.add(waiting.message)
    terminal.say(`${name} waits to be read: ${waiting.message}`)
  }
}

/** Says what is to be known of how a file was read. */
function sayNotices({ terminal }: Session, { name, version, is_new, reading }: CreatedDataset): void {
  if (!is_new) terminal.say(`The same file is here already, as version ${version} of ${name}.`)
  for (const { message } of reading?.notices ?? []) terminal.say(`Note: ${noticeInOptions(message)}`)
}
