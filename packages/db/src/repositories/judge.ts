import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql, type Transaction } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { JudgeRow, JudgeTable } from '../tables/judge.ts'

interface NamedJudge {
  readonly owner_id: string
  readonly name: string
}

/** Others who make a version of the same user's judges wait until the transaction ends. */
export async function insertJudge(
  db: Transaction<Database>,
  judge: Omit<Insertable<JudgeTable>, 'version'>,
): Promise<JudgeRow> {
  await sql`select from users where id = ${judge.owner_id} for no key update`.execute(db)
  const newest = await findJudge(db, judge)
  const version = (newest?.version ?? 0) + 1
  return db
    .insertInto('judges')
    .values({ ...judge, version })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** The newest version, or the one that is named. */
export async function findJudge(
  db: Kysely<Database>,
  { owner_id, name, version }: NamedJudge & { readonly version?: number | undefined },
): Promise<JudgeRow | undefined> {
  const query = db.selectFrom('judges').selectAll().where('owner_id', '=', owner_id).where('name', '=', name)
  const wanted = version === undefined ? query : query.where('version', '=', version)
  return wanted.orderBy('version', 'desc').limit(1).executeTakeFirst()
}

export async function listJudgeNames(db: Kysely<Database>, owner_id: string): Promise<string[]> {
  const rows = await db.selectFrom('judges').select('name').distinct().where('owner_id', '=', owner_id).execute()
  return rows.map(({ name }) => name)
}

const isNewest = sql<boolean>`not exists (select from judges as newer where newer.owner_id = judges.owner_id
  and newer.name = judges.name and newer.version > judges.version)`

/** All versions of one judge, or the newest of each. */
export async function listJudges(
  db: Kysely<Database>,
  { owner_id, name }: { readonly owner_id: string; readonly name: string | undefined },
  page: PageInput,
): Promise<Page<JudgeRow>> {
  const all = db.selectFrom('judges').selectAll('judges')
  const query = name === undefined ? all.where(isNewest) : all.where('name', '=', name)
  return paginate(db, { query, table: 'judges', of: { column: 'owner_id', id: owner_id }, page })
}

export async function deleteJudge(db: Kysely<Database>, { owner_id, name }: NamedJudge): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('judges')
    .where('owner_id', '=', owner_id)
    .where('name', '=', name)
    .executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}
