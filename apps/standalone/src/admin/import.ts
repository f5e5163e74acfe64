import { open } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { type Imported, importArchive } from '@assay/moving'
import { say } from '@assay/program'
import { openStorage } from '@assay/storage'
import type { Command } from 'commander'
import { keepText } from '../stored-text.ts'
import { openHouse } from './open-house.ts'
import { bytes, counted, progressLine, working } from './reporting.ts'

interface Options {
  readonly json?: true
}

export function addImportCommand(program: Command, signal: AbortSignal): void {
  program
    .command('import')
    .argument('<file>', 'the archive; "-" is stdin')
    .description('Make an empty server what another one was when the archive was made. It must not run.')
    .option('--json', 'print what was imported as JSON')
    .action(async (file: string, { json }: Options) => {
      const source = file === '-' ? process.stdin : (await open(file)).createReadStream({ highWaterMark: 1_048_576 })
      const imported = await working(signal, () => importFrom(addAbortSignal(signal, source)))
      say(json ? JSON.stringify(imported) : summaryOf(imported))
    })
}

async function importFrom(source: Readable): Promise<Imported> {
  await using house = await openHouse('new server')
  const { database_url, data_dir, keys } = house
  await using storage = await openStorage(house.storage_url)
  const progress = progressLine()
  return await importArchive({
    ...{ database_url, storage, source, keys },
    keepSecretKey: (secret_key) => keepText(data_dir, 'secret.key', secret_key),
    onProgress: progress.tell,
  }).finally(progress.end)
}

function summaryOf({ made_at, rows, objects, object_bytes, ...rest }: Imported): string {
  const all = Object.values(rows).reduce((sum, some) => sum + some, 0)
  const { left_out, unknown, unknown_messages } = rest
  return [
    `Imported what there was at ${made_at}: ${counted(all, 'row')} and ${counted(objects, 'object')} (${bytes(object_bytes)}).`,
    ...(left_out.length > 0 ? [`Objects that were damaged or missing then: ${left_out.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`Left out, as it is not Assay's: ${unknown.join(', ')}`] : []),
    ...(unknown_messages > 0
      ? [`Left out, as this Assay no longer has their kind: ${counted(unknown_messages, 'message')}`]
      : []),
  ].join('\n')
}
