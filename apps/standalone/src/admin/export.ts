import { addAbortSignal, type Writable } from 'node:stream'
import { compressionFor, type Exported, exportArchive, writeArchiveFile } from '@assay/moving'
import { StartError, takePlace } from '@assay/program'
import { openStorage } from '@assay/storage'
import type { Command } from 'commander'
import { type House, openHouse } from './open-house.ts'
import { bytes, counted, progressLine, working } from './reporting.ts'
import { requireServer } from './require-server.ts'

interface Options {
  readonly withSecretKey?: true
  readonly leaveOutDamaged?: true
  readonly force?: true
  readonly json?: true
}

export function addExportCommand(program: Command, signal: AbortSignal): void {
  program
    .command('export')
    .argument('<file>', 'the archive: a name that ends with .tar, .tar.gz or .tar.zst; "-" is stdout')
    .description('Write everything of the server, as it is at this moment, into one archive. The server may run.')
    .option('--with-secret-key', 'put the key of secrets into the archive: whoever has it can read them')
    .option('--leave-out-damaged', 'go on without objects that are damaged or missing in the storage')
    .option('--force', 'replace a file of this name')
    .option('--json', 'print what was exported as JSON')
    .action(async (file: string, options: Options) => {
      const exported = await working(signal, () => exportTo(file, options, signal))
      const line = options.json ? JSON.stringify(exported) : summaryOf(exported, file)
      const stream = file === '-' ? process.stderr : process.stdout
      stream.write(`${line}\n`)
    })
}

async function exportTo(file: string, options: Options, signal: AbortSignal): Promise<Exported> {
  await using house = await openHouse('server')
  if (options.withSecretKey && house.keys.secret_key === undefined) {
    throw new StartError('There is no key to put into the archive: set ASSAY_SECRET_KEY, or ASSAY_DATA_DIR.')
  }
  const write = (output: Writable) => writeTo(addAbortSignal(signal, output), { ...options, house, file })
  if (file === '-') return await write(process.stdout)
  return await writeArchiveFile(file, { replace: options.force ?? false }, write)
}

async function writeTo(
  output: Writable,
  { house, file, withSecretKey, leaveOutDamaged }: Options & { readonly house: House; readonly file: string },
): Promise<Exported> {
  const { database_url, storage_url, keys } = house
  await using _place = await takePlace({ database_url, kind: 'export' })
  await using storage = await openStorage(storage_url)
  await requireServer(house, storage)
  const progress = progressLine()
  return await exportArchive({
    ...{ database_url, storage, output, stages: compressionFor(file) },
    ...(withSecretKey && { secret_key: keys.secret_key }),
    leave_out_damaged: leaveOutDamaged ?? false,
    onProgress: progress.tell,
  }).finally(progress.end)
}

const keepKey =
  'Keep the key of secrets beside it (ASSAY_SECRET_KEY, or secret.key of the data directory): the import needs it. ' +
  '--with-secret-key puts it into the archive.'

function summaryOf({ rows, objects, object_bytes, left_out, needs_secret_key }: Exported, file: string): string {
  const all = Object.values(rows).reduce((sum, some) => sum + some, 0)
  const what = `${counted(all, 'row')} and ${counted(objects, 'object')} (${bytes(object_bytes)})`
  return [
    `Exported ${what}${file === '-' ? '' : ` to ${file}`}.`,
    ...(needs_secret_key ? [keepKey] : []),
    ...(left_out.length > 0 ? [`Left out, as they are damaged or missing: ${left_out.join(', ')}`] : []),
  ].join('\n')
}
