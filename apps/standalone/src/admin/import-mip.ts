import { bringRun } from '@assay/core'
import { createHints, type Database, findUserByEmail, listRuns, openDatabase } from '@assay/db'
import { createLog, StartError, say } from '@assay/program'
import { openStorage } from '@assay/storage'
import type { Command } from 'commander'
import { findMipFolder, readMipJobs } from './mip/folder.ts'
import { openHouse } from './open-house.ts'
import { counted, working } from './reporting.ts'
import { requireServer } from './require-server.ts'

interface Options {
  readonly user: string
  readonly json?: true
}

interface Brought {
  readonly runs: number
  readonly jobs: number
  /** Names of jobs that were there already. */
  readonly left_out: string[]
}

export function addImportMipCommand(program: Command, signal: AbortSignal): void {
  program
    .command('import-mip')
    .argument('<folder>', 'where mip_server has outputs, temps and runs; or its outputs alone')
    .description('Make runs, jobs and files of what mip_server has left. What is there already is left out.')
    .requiredOption('--user <email>', 'whose they are to be')
    .option('--json', 'print what was brought as JSON')
    .action(async (folder: string, { user, json }: Options) => {
      const brought = await working(signal, () => bring(folder, user, signal))
      say(json ? JSON.stringify(brought) : summaryOf(brought))
    })
}

async function bring(path: string, email: string, signal: AbortSignal): Promise<Brought> {
  await using house = await openHouse('server')
  await using storage = await openStorage(house.storage_url)
  await requireServer(house, storage)
  const log = createLog('silent')
  const name = { application_name: 'assay admin', pool_size: 2, log }
  await using db = openDatabase<Database>({ url: house.database_url, ...name })
  await using hints = createHints(db)
  const user = await findUserByEmail(db, email)
  if (!user) throw new StartError(`There is no user ${email}.`)
  const brought = { runs: 0, jobs: 0, left_out: [] as string[] }
  for await (const run of readMipJobs(await findMipFolder(path), user.id)) {
    signal.throwIfAborted()
    const viewer = { user_id: user.id, groups: user.groups, sees_all: false }
    const known = await listRuns(db, { viewer, scope: 'own', name: run.name }, { limit: 100, include_total: false })
    if (known.items.some(({ metadata }) => Object.hasOwn(metadata, 'brought_from'))) {
      brought.left_out.push(run.name)
      continue
    }
    await bringRun({ db, hints, storage }, run)
    brought.runs += 1
    brought.jobs += run.jobs.length
  }
  return brought
}

function summaryOf({ runs, jobs, left_out }: Brought): string {
  const more = left_out.length > 0 ? [`Left out, as they are here already: ${left_out.join(', ')}`] : []
  return [`Brought ${counted(runs, 'run')} with ${counted(jobs, 'job')}.`, ...more].join('\n')
}
