import { readdir, readFile } from 'node:fs/promises'
import { type Database, openDatabase } from '@assay/db'
import { type Kysely, sql } from 'kysely'
import type { Submitted } from './load.ts'

/** What is wrong with the rows of a database where everything has ended and one worker is left. */
export async function faultsOfRows(url: string, submitted: readonly Submitted[]): Promise<string[]> {
  await using db = openDatabase<Database>({ url, pool_size: 1 })
  return [
    ...(await faultsOfRuns(db, submitted)),
    ...(await rowsAre(
      db,
      'jobs that have not ended',
      0,
      sql`
      select from jobs where finished_at is null or state not in ('succeeded', 'failed', 'stopped', 'skipped')`,
    )),
    ...(await rowsAre(
      db,
      'succeeded jobs without exactly one output',
      0,
      sql`
      select from jobs where state = 'succeeded' and 1 <> (select count(*) from job_outputs where job_id = jobs.id)`,
    )),
    ...(await rowsAre(
      db,
      'outputs of jobs that did not succeed',
      0,
      sql`
      select from job_outputs join jobs on jobs.id = job_id where state <> 'succeeded'`,
    )),
    ...(await rowsAre(
      db,
      'outputs that are not one file of the tree, of their job',
      0,
      sql`
      select from job_outputs as o where 1 <> (
        select count(*) from files where files.blob_id = o.blob_id and files.job_id = o.job_id)`,
    )),
    ...(await rowsAre(
      db,
      'files of jobs that are no outputs',
      0,
      sql`
      select from files where kind = 'file' and job_id is not null and not exists (
        select from job_outputs as o where o.blob_id = files.blob_id and o.job_id = files.job_id)`,
    )),
    ...(await rowsAre(
      db,
      'logs that are still open',
      0,
      sql`
      select from logs join jobs on jobs.id = job_id where closed_at is null and logs.attempt = jobs.attempt
        and jobs.state in ('succeeded', 'failed')`,
    )),
  ]
}

/** What is wrong with who is at work: after the others were drained, the server's own worker is alone. */
export async function faultsOfWorkers(url: string): Promise<string[]> {
  await using db = openDatabase<Database>({ url, pool_size: 1 })
  return await rowsAre(
    db,
    'workers that are alive',
    1,
    sql`
    select from workers where renewed_at > clock_timestamp() - lease_seconds * interval '1 second'`,
  )
}

async function faultsOfRuns(db: Kysely<Database>, submitted: readonly Submitted[]): Promise<string[]> {
  const rows = await db.selectFrom('runs').select('id').execute()
  const ids = rows.map(({ id }) => id).toSorted()
  const wanted = submitted.map(({ id }) => id).toSorted()
  return ids.join() === wanted.join() ? [] : [`there are ${ids.length} runs for ${wanted.length} keys`]
}

async function rowsAre(
  db: Kysely<Database>,
  what: string,
  wanted: number,
  query: ReturnType<typeof sql>,
): Promise<string[]> {
  const { rows } = await query.execute(db)
  return rows.length === wanted ? [] : [`${what}: ${rows.length}, not ${wanted}`]
}

/** Processes that carry a mark in their environment or arguments. */
export async function faultsOfProcesses(mark: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const marked = pids.map(async (pid) => {
    const texts = await Promise.all(
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    )
    return texts.some((text) => text.includes(mark))
      ? [`process ${pid} is alive: ${texts[1]?.replaceAll('\0', ' ')}`]
      : []
  })
  return (await Promise.all(marked)).flat()
}

/** Folders of workers, and of their attempts, that are left where all have been drained. */
export async function faultsOfFolders(directories: readonly string[]): Promise<string[]> {
  const left = directories.map(async (directory) => {
    const names = await readdir(directory).catch(() => [])
    return names.filter((name) => name.startsWith('worker-')).map((name) => `${directory}/${name} is left`)
  })
  return (await Promise.all(left)).flat()
}
