import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BroughtFile, bringRun } from '@assay/core'
import { createHints, type Database, openDatabase } from '@assay/db'
import { openStorage } from '@assay/storage'
import { pino } from 'pino'

const log = pino({ level: 'silent' })

interface Asked {
  readonly url: string
  /** For files, of which there are none. */
  readonly directory: string
  readonly runs: number
}

/** So many runs of the only user that have ended, ten under each name of a job. */
export async function bringHistory({ url, directory, runs }: Asked): Promise<void> {
  await using db = openDatabase<Database>({ url, pool_size: 1, application_name: 'bench', log })
  await using hints = createHints(db)
  await using storage = await openStorage(pathToFileURL(join(directory, 'history/')).href)
  const { id: owner_id } = await db.selectFrom('users').select('id').executeTakeFirstOrThrow()
  for (let at = 0; at < runs; at++) {
    const time = new Date(Date.UTC(2026, 0, 1) + at * 1_000).toISOString()
    const job = `job${at % Math.ceil(runs / 10)}`
    const mip = { job, modules: ['map_crop'], map: 'WY_CO_Peach', force_rerun: false }
    const times = { started_at: time, finished_at: time }
    const jobs = ['legend_segment', 'map_crop'].map((name) => ({
      ...{ name, application: 'mip', version: '1', parameters: {}, failed: null, log: '', files: noFiles() },
      ...times,
    }))
    const run = { owner_id, name: job, metadata: { mip }, created_at: time, finished_at: time, jobs }
    await bringRun({ db, hints, storage }, run)
  }
}

async function* noFiles(): AsyncGenerator<BroughtFile> {}
