import { DomainError, type Page, type PageInput, type ShareableThing, shareableFields } from '@assay/schemas'
import { type Insertable, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { isWith, readable, type Viewer } from '../access.ts'
import { paginate } from '../paging.ts'
import { shareables, shareableTables, tableOf } from '../shareable.ts'
import type { Database } from '../tables/index.ts'
import type { ShareRow, ShareTable } from '../tables/share.ts'
import type { UserRow } from '../tables/user.ts'
import { newId } from '../uuid.ts'

export type ShareDetailRow = ShareRow & {
  readonly name: string
  readonly owner_email: string
  readonly with_email: string | null
}

const names = shareableTables.map((table) => {
  const [id, column] = [sql.ref(`${table}.id`), sql.ref(`shares.${shareables[table].column}`)]
  return sql`(select ${sql.ref(`${table}.${shareables[table].name}`)} from ${sql.table(table)} where ${id} = ${column})`
})
const name = sql<string>`coalesce(${sql.join(names)})`.as('name')
const ownerEmail = sql<string>`(select email from users where users.id = shares.owner_id)`.as('owner_email')
const withEmail = sql<string | null>`(select email from users where users.id = shares.with_user_id)`.as('with_email')

/** Makes a share, or changes how far an earlier one of the same thing with the same side goes; returns its id. */
export async function putShare(
  db: Kysely<Database>,
  share: Omit<Insertable<ShareTable>, 'id' | 'created_at'>,
): Promise<string> {
  const { id } = await db
    .insertInto('shares')
    .values({ ...share, id: newId() })
    .onConflict((conflict) =>
      conflict.columns([...shareableFields, 'with_user_id', 'with_group']).doUpdateSet({ access: share.access }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** The owner of a thing that the viewer may read. Throws the noun's own error where it is not found. */
export async function getOwnerOfThing(
  db: Kysely<Database>,
  { noun, id }: ShareableThing,
  viewer: Viewer,
): Promise<string> {
  const table = tableOf(noun)
  const { rows } = await sql<{ owner_id: string }>`
    select owner_id from ${sql.table(table)} where id = ${id} and ${readable(table, viewer)}`.execute(db)
  return rows[0]?.owner_id ?? refuse({ noun, id })
}

/** Keeps a thing from being deleted until the transaction ends. */
export async function holdThing(db: Transaction<Database>, thing: ShareableThing): Promise<void> {
  const { rows } = await sql`
    select id from ${sql.table(tableOf(thing.noun))} where id = ${thing.id} for key share`.execute(db)
  if (rows.length === 0) refuse(thing)
}

function refuse({ noun, id }: ShareableThing): never {
  const { not_found, named_by } = shareables[tableOf(noun)]
  throw new DomainError(not_found, { [named_by]: id })
}

export async function copyShares(
  db: Transaction<Database>,
  { from, to }: { from: string; to: readonly string[] },
): Promise<void> {
  const shares = await db.selectFrom('shares').selectAll().where('run_id', '=', from).execute()
  const copies = to.flatMap((run_id) =>
    shares.map(({ owner_id, with_user_id, with_group, access }) => ({
      id: newId(),
      run_id,
      owner_id,
      with_user_id,
      with_group,
      access,
    })),
  )
  if (copies.length > 0) await db.insertInto('shares').values(copies).execute()
}

/** Somebody to share with, not deleted until the transaction ends; neither built-in nor disabled. */
export async function findShareTarget(
  db: Transaction<Database>,
  whom: { readonly email: string } | { readonly user_id: string },
  { must_be_confirmed }: { readonly must_be_confirmed: boolean },
): Promise<Pick<UserRow, 'id' | 'email'> | undefined> {
  let users = db
    .selectFrom('users')
    .select(['id', 'email'])
    .where('is_builtin', '=', false)
    .where('disabled_at', 'is', null)
  if (must_be_confirmed) users = users.where('email_confirmed_at', 'is not', null)
  const query = 'email' in whom ? users.where('email', '=', whom.email) : users.where('id', '=', whom.user_id)
  return query.forKeyShare().executeTakeFirst()
}

export async function getReadableShare(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<ShareDetailRow> {
  const row = await details(db).where('id', '=', id).where(concerns(viewer)).executeTakeFirst()
  if (!row) throw new DomainError('SHARE_NOT_FOUND', { share_id: id })
  return row
}

/** Shares that the viewer gave or was given; `by_anyone` is for viewers who may see everything. */
export async function listShares(
  db: Kysely<Database>,
  filter: { viewer: Viewer; things: readonly ShareableThing[]; given: 'by_me' | 'to_me' | 'by_anyone' | undefined },
  page: PageInput,
): Promise<Page<ShareDetailRow>> {
  const { viewer, things, given } = filter
  const all = details(db).where(givenAs(given, viewer))
  const query = things.reduce((rest, { noun, id }) => rest.where(shareables[tableOf(noun)].column, '=', id), all)
  return paginate(db, { query, table: 'shares', page })
}

export async function deleteShare(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('shares').where('id', '=', id).execute()
}

function details(db: Kysely<Database>) {
  return db.selectFrom('shares').selectAll('shares').select([name, ownerEmail, withEmail])
}

function concerns(viewer: Viewer): RawBuilder<boolean> {
  if (viewer.sees_all) return sql`true`
  return sql`(shares.owner_id = ${viewer.user_id} or ${isWith(viewer)})`
}

function givenAs(given: 'by_me' | 'to_me' | 'by_anyone' | undefined, viewer: Viewer): RawBuilder<boolean> {
  const byViewer = sql<boolean>`shares.owner_id = ${viewer.user_id}`
  if (given === 'by_me') return byViewer
  if (given === 'to_me') return sql`(${isWith(viewer)} and not ${byViewer})`
  return given === 'by_anyone' ? sql`true` : sql`(${byViewer} or ${isWith(viewer)})`
}
