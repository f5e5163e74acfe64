import type { Group, Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, type SelectQueryBuilder, sql, type Updateable } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { UserRow } from '../tables/user.ts'
import type { WorkerRow } from '../tables/worker.ts'
import type { WorkerRegistrationRow, WorkerRegistrationTable } from '../tables/worker-registration.ts'

export type WorkerDetailRow = Omit<WorkerRegistrationRow, 'token_hash' | 'of_account'> & {
  readonly owner_email: string
  readonly for_email: string | null
}

export async function insertWorker(
  db: Kysely<Database>,
  registration: Insertable<WorkerRegistrationTable>,
): Promise<void> {
  await db.insertInto('worker_registrations').values(registration).execute()
}

/** With its owner, who may sign in, by the hash of its token; notes the use, to the minute. */
export async function findWorkerByHash(
  db: Kysely<Database>,
  token_hash: Buffer,
): Promise<{ readonly worker: WorkerRegistrationRow; readonly owner: UserRow } | undefined> {
  const worker = await db
    .selectFrom('worker_registrations')
    .selectAll()
    .where('token_hash', '=', token_hash)
    .executeTakeFirst()
  if (!worker) return undefined
  const owner = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', worker.owner_id)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  if (!owner) return undefined
  await db
    .updateTable('worker_registrations')
    .set({ last_used_at: sql<string>`now()` })
    .where('id', '=', worker.id)
    .where(sql<boolean>`(last_used_at is null or last_used_at < now() - interval '1 minute')`)
    .execute()
  return { worker, owner }
}

/** The worker that stands for an account, which is made when it is asked for first. */
export async function findWorkerOfAccount(
  db: Kysely<Database>,
  registration: Insertable<WorkerRegistrationTable>,
): Promise<string> {
  const known = await ofAccount(db, registration.owner_id)
  if (known !== undefined) return known
  await db
    .insertInto('worker_registrations')
    .values({ ...registration, of_account: true })
    .onConflict((conflict) => conflict.column('owner_id').where('of_account', '=', true).doNothing())
    .execute()
  const made = await ofAccount(db, registration.owner_id)
  if (made === undefined) throw new TypeError('a worker that was made is there')
  return made
}

async function ofAccount(db: Kysely<Database>, owner_id: string): Promise<string | undefined> {
  const query = db.selectFrom('worker_registrations').select('id').where('owner_id', '=', owner_id)
  return (await query.where('of_account', '=', true).executeTakeFirst())?.id
}

/** Whether a user still is the owner of a worker, and may have it: see `verifyWorkerToken`, `actAsWorker`. */
export async function mayActAs(
  db: Kysely<Database>,
  { worker_id, user_id }: { readonly worker_id: string; readonly user_id: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from worker_registrations w join users u on u.id = w.owner_id
    where w.id = ${worker_id} and u.id = ${user_id} and ('admin' = any(u.groups)
      or case when w.of_account then 'workers' = any(u.groups) else w.for_user_id = u.id end)`.execute(db)
  return rows.length > 0
}

export interface Registrar {
  /** Null: of anybody. */
  readonly owner_id: string | null
}

export async function findWorker(
  db: Kysely<Database>,
  { id, owner_id }: Registrar & { readonly id: string },
): Promise<WorkerDetailRow | undefined> {
  return detailsOf(db, owner_id).where('worker_registrations.id', '=', id).executeTakeFirst()
}

export async function listWorkers(
  db: Kysely<Database>,
  { owner_id }: Registrar,
  page: PageInput,
): Promise<Page<WorkerDetailRow>> {
  return paginate(db, { query: detailsOf(db, owner_id), table: 'worker_registrations', page })
}

export type WorkerChange = Pick<
  Updateable<WorkerRegistrationTable>,
  'name' | 'labels' | 'prefix' | 'token_hash' | 'draining_at'
>

/** Whether there is such a worker. */
export async function updateWorker(
  db: Kysely<Database>,
  { id, owner_id }: Registrar & { readonly id: string },
  change: WorkerChange,
): Promise<boolean> {
  const update = db.updateTable('worker_registrations').set(change).where('id', '=', id)
  const query = owner_id === null ? update : update.where('owner_id', '=', owner_id)
  return (await query.returning('id').executeTakeFirst()) !== undefined
}

/** Gives the sessions of a worker no more jobs, or jobs again. */
export async function drainSessionsOfWorker(
  db: Kysely<Database>,
  { id, draining }: { readonly id: string; readonly draining: boolean },
): Promise<void> {
  const draining_at = draining ? sql<string>`coalesce(draining_at, now())` : null
  await db.updateTable('workers').set({ draining_at }).where('registration_id', '=', id).execute()
}

/** With all of its sessions. Whether there was one. */
export async function deleteWorker(
  db: Kysely<Database>,
  { id, owner_id }: Registrar & { readonly id: string },
): Promise<boolean> {
  const all = db.deleteFrom('worker_registrations').where('id', '=', id)
  const query = owner_id === null ? all : all.where('owner_id', '=', owner_id)
  return (await query.returning('id').executeTakeFirst()) !== undefined
}

export type WorkerSessionRow = Pick<
  WorkerRow,
  'id' | 'name' | 'slots' | 'kinds' | 'offers' | 'version' | 'created_at' | 'renewed_at'
> & { readonly registration_id: string; readonly is_online: boolean; readonly jobs: readonly WorkerJobRow[] }

interface WorkerJobRow {
  readonly job_id: string
  readonly run_id: string
  readonly name: string
  readonly kind: string
  readonly attempt: number
  readonly started_at: string | null
}

/** The sessions of workers, with what each executes, the newest first. */
export async function listSessionsOfWorkers(db: Kysely<Database>, ids: readonly string[]): Promise<WorkerSessionRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<WorkerSessionRow>`
    select id, registration_id, name, slots, kinds, offers, version, created_at, renewed_at,
      renewed_at > clock_timestamp() - lease_seconds * interval '1 second' as is_online,
      coalesce((
        select json_agg(json_build_object('job_id', jobs.id, 'run_id', jobs.run_id, 'name', jobs.name,
          'kind', jobs.kind, 'attempt', jobs.attempt,
          'started_at', to_char(jobs.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by jobs.id)
        from jobs where jobs.worker_id = workers.id and jobs.state = 'running'), '[]'::json) as jobs
    from workers where registration_id = any(${ids}::uuid[]) order by id desc`.execute(db)
  return rows
}

/** Whose jobs a worker takes; undefined: everybody's. */
export function ownersOf({
  for_user_id,
  for_group,
}: Pick<WorkerRegistrationRow, 'for_user_id' | 'for_group'>):
  | { readonly user_id: string }
  | { readonly group: Group }
  | undefined {
  if (for_user_id !== null) return { user_id: for_user_id }
  return for_group === null ? undefined : { group: for_group }
}

function detailsOf(
  db: Kysely<Database>,
  owner_id: string | null,
): SelectQueryBuilder<Database, 'worker_registrations', WorkerDetailRow> {
  const emailOf = (column: 'owner_id' | 'for_user_id') =>
    sql`(select email from users where users.id = ${sql.ref(`worker_registrations.${column}`)})`
  const query = db
    .selectFrom('worker_registrations')
    .select(['id', 'owner_id', 'name', 'for_user_id', 'for_group', 'labels', 'prefix'])
    .select(['created_at', 'last_used_at', 'draining_at'])
    .select([
      sql<string>`${emailOf('owner_id')}`.as('owner_email'),
      sql<string | null>`${emailOf('for_user_id')}`.as('for_email'),
    ])
  return owner_id === null ? query : query.where('owner_id', '=', owner_id)
}
