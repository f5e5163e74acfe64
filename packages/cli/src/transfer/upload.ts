import { basename, extname } from 'node:path'
import type { datasetCreateInput } from '@assay/schemas'
import type { Dataset } from '@assay/sdk'
import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { CommandError } from '../command-error.ts'
import type { Session } from '../session/session.ts'
import { startUploadBar } from '../terminal/progress.ts'

/** How a file is to be read. */
export interface UploadOptions extends Pick<z.input<typeof datasetCreateInput>, 'name' | 'format' | 'encoding'> {}

/** The options of a file to be uploaded. */
export function addUploadOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'default: from the name of the file').choices([
        'csv',
        'tsv',
        'jsonl',
        'json',
        'parquet',
      ]),
    )
    .addOption(new Option('--encoding <encoding>', 'of a text file').choices(['utf-8', 'latin-1']).default('utf-8'))
}

const endings = ['csv', 'tsv', 'tab', 'jsonl', 'ndjson', 'json', 'parquet', 'pq']

/** Throws, before anything is sent, where neither the name of a file nor an option tells its format. */
export function requireFormat(file: string, { format }: UploadOptions): void {
  if (file === '-' || format !== undefined) return
  const ending = extname(file).slice(1).toLowerCase()
  if (endings.includes(ending)) return
  const workbook = ['xlsx', 'xls', 'ods'].includes(ending) ? ' Save the sheet of a workbook as CSV first.' : ''
  throw new CommandError(
    `The name "${basename(file)}" does not tell the format.${workbook} Name the file .csv, .tsv, .jsonl, .json or ` +
      '.parquet, or give --format.',
  )
}

/** Uploads a file, showing how far it is; `-` reads stdin. */
export async function uploadDataset(session: Session, file: string, options: UploadOptions): Promise<Dataset> {
  const bar = startUploadBar(session, file === '-' ? 'stdin' : basename(file))
  const { name, format, encoding } = options
  try {
    return await session.assay.datasets.upload(file === '-' ? process.stdin : file, {
      ...(name !== undefined && { name }),
      ...(format !== undefined && { format }),
      ...(encoding !== undefined && { encoding }),
      filename: file === '-' ? `stdin.${format ?? 'csv'}` : undefined,
      onProgress: bar.update,
    })
  } finally {
    bar.stop()
  }
}
