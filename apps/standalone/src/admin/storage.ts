import { type Copied, copyStorage } from '@assay/moving'
import { StartError, say } from '@assay/program'
import { openStorage } from '@assay/storage'
import type { Command } from 'commander'
import { openHouse } from './open-house.ts'
import { bytes, counted, progressLine, working } from './reporting.ts'
import { requireServer } from './require-server.ts'

interface Options {
  readonly to: string
  readonly leaveOutDamaged?: true
  readonly json?: true
}

export function addStorageCommands(program: Command, signal: AbortSignal): void {
  program
    .command('storage')
    .description('The storage of the server')
    .command('copy')
    .description(
      'Copy all objects to another storage, and have the server start there. While it runs they are only copied; ' +
        'what is there already is not copied again.',
    )
    .requiredOption('--to <url>', 'the other storage, as ASSAY_STORAGE_URL names it')
    .option('--leave-out-damaged', 'go there without objects that are damaged or missing')
    .option('--json', 'print what was copied as JSON')
    .action(async (options: Options) => {
      const copied = await working(signal, () => copyTo(options, signal))
      say(options.json ? JSON.stringify(copied) : summaryOf(copied, options.to))
      if (copied.damaged.length > 0 && !options.leaveOutDamaged) throw new StartError(damageOf(copied))
    })
}

async function copyTo({ to: url, leaveOutDamaged }: Options, signal: AbortSignal): Promise<Copied> {
  await using house = await openHouse('server')
  await requireServer(house)
  const { database_url, storage_url } = house
  const progress = progressLine()
  return await copyStorage({
    database_url,
    from: { url: storage_url, open: () => openStorage(storage_url) },
    to: { url, open: () => openStorage(url) },
    leave_out_damaged: leaveOutDamaged ?? false,
    signal,
    onProgress: progress.tell,
  }).finally(progress.end)
}

function summaryOf({ objects, object_bytes, copied, is_switched, damaged }: Copied, url: string): string {
  const what = `${counted(objects - damaged.length, 'object')} (${bytes(object_bytes)}) are in ${url}, ${copied} of them new.`
  if (is_switched) return `${what}\nThe server is to start there from now on: set ASSAY_STORAGE_URL=${url}`
  return `${what}\nThe server still uses the storage that it had. Stop it, and run this again: it brings what has come since, and switches.`
}

function damageOf({ damaged }: Copied): string {
  return (
    `${counted(damaged.length, 'object')} cannot be copied, as they are damaged or missing: ${damaged.join(', ')}. Restore ` +
    'them from a backup, or go without them: --leave-out-damaged.'
  )
}
