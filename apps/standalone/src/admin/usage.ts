import { type Database, measureUse, openDatabase, type StoredUse } from '@assay/db'
import { createLog, say } from '@assay/program'
import type { Command } from 'commander'
import { openHouse } from './open-house.ts'
import { bytes, counted, working } from './reporting.ts'
import { requireServer } from './require-server.ts'

export function addUsageCommand(program: Command, signal: AbortSignal): void {
  program
    .command('usage')
    .description(
      'Tell how much everybody has stored, by kind; bytes that are several things count as the first of them',
    )
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { readonly json?: true }) => {
      const items = await working(signal, measure)
      say(json ? JSON.stringify({ items }) : linesOf(items))
    })
}

async function measure(): Promise<StoredUse[]> {
  await using house = await openHouse('server')
  await requireServer(house)
  const { database_url: url } = house
  const log = createLog('silent')
  await using db = openDatabase<Database>({ url, pool_size: 1, application_name: 'assay admin', log })
  return await measureUse(db)
}

function linesOf(items: readonly StoredUse[]): string {
  if (items.length === 0) return 'Nobody has stored anything.'
  const users = Map.groupBy(items, ({ email }) => email)
  return [...users].flatMap(([email, uses]) => [sumOf(email, uses), ...uses.map(lineOf)]).join('\n')
}

function sumOf(email: string, uses: readonly StoredUse[]): string {
  const sum = uses.reduce((all, { size_bytes }) => all + size_bytes, 0)
  return `${email}: ${bytes(sum)}`
}

function lineOf({ kind, count, size_bytes }: StoredUse): string {
  return `  ${kind}: ${bytes(size_bytes)} in ${counted(count, 'object')}`
}
