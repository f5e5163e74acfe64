import { DomainError, type NumberedJob } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

/** Gives the only job of a run a number. Throws NUMBERED_JOB_TAKEN. */
export async function numberJob(
  db: Transaction<Database>,
  { owner_id, run_id, name }: { readonly owner_id: string; readonly run_id: string; readonly name: string },
): Promise<void> {
  const { rows } = await sql<{ number: number }>`
    insert into job_numbers (job_id, owner_id, name) select id, ${owner_id}, ${name} from jobs where run_id = ${run_id}
    on conflict (owner_id, name) where name is not null do nothing returning number`.execute(db)
  if (rows.length === 0) throw new DomainError('NUMBERED_JOB_TAKEN', { name })
}

interface OwnJobs {
  readonly owner_id: string
}

interface NumberedPage {
  /** Only the one of this name. */
  readonly name?: string | undefined
  readonly offset: number
  readonly limit: number
}

/** An owner's, the newest first; the page is cut before anything else of the jobs is read. */
export async function listNumberedJobs(
  db: Kysely<Database>,
  { owner_id, name, offset, limit }: OwnJobs & NumberedPage,
): Promise<NumberedJob[]> {
  const page = sql`select number, job_id, name, said from job_numbers
    where owner_id = ${owner_id} and name is not null ${name === undefined ? sql`` : sql`and name = ${name}`}
    order by number desc offset ${offset} limit ${limit}`
  return selectFrom(db, page)
}

export async function findNumberedJob(
  db: Kysely<Database>,
  { owner_id, number }: OwnJobs & { readonly number: number },
): Promise<NumberedJob | undefined> {
  const one = sql`select number, job_id, name, said from job_numbers
    where owner_id = ${owner_id} and number = ${number} and name is not null`
  const [found] = await selectFrom(db, one)
  return found
}

async function selectFrom(db: Kysely<Database>, page: ReturnType<typeof sql>): Promise<NumberedJob[]> {
  const { rows } = await sql<NumberedJob>`
    with page as (${page})
    select page.number, page.name, page.said, jobs.id as job_id, jobs.run_id, jobs.state,
      case when jobs.state = 'running' then jobs.phase end as phase, jobs.error ->> 'message' as error,
      runs.metadata, jobs.created_at, jobs.started_at, jobs.finished_at
    from page join jobs on jobs.id = page.job_id join runs on runs.id = jobs.run_id
    order by page.number desc`.execute(db)
  return rows
}

/** From then on its owner has no such job, and another may have its name. */
export async function forgetNumberedName(db: Transaction<Database>, number: number): Promise<void> {
  await db.updateTable('job_numbers').set({ name: null }).where('number', '=', number).execute()
}
