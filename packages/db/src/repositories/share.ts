import { DomainError, type Page, type PageInput, type ShareableRef } from '@assay/schemas'
import { type Insertable, type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import { isWith, type Viewer } from '../access.ts'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { ShareRow, ShareTable } from '../tables/share.ts'
import type { UserRow } from '../tables/user.ts'
import { newId } from '../uuid.ts'

/** A share with what it says of both sides, and of the thing. */
export type ShareDetailRow = ShareRow & {
  readonly name: string
  readonly owner_email: string
  readonly with_email: string | null
}

const name = sql<string>`coalesce(
  (select datasets.name from datasets where datasets.id = shares.dataset_id),
  (select experiments.name from experiments where experiments.id = shares.experiment_id),
  (select runs.name from runs where runs.id = shares.run_id))`.as('name')
const ownerEmail = sql<string>`(select email from users where users.id = shares.owner_id)`.as('owner_email')
const withEmail = sql<string | null>`(select email from users where users.id = shares.with_user_id)`.as('with_email')

/** Makes a share, or changes how far an earlier one of the same thing with the same side goes; its id. */
export async function putShare(
  db: Kysely<Database>,
  share: Omit<Insertable<ShareTable>, 'id' | 'created_at'>,
): Promise<string> {
  const { id } = await db
    .insertInto('shares')
    .values({ ...share, id: newId() })
    .onConflict((conflict) =>
      conflict
        .columns(['dataset_id', 'experiment_id', 'run_id', 'with_user_id', 'with_group'])
        .doUpdateSet({ access: share.access }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Shares runs with all whom another is shared with. */
export async function shareAlike(
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

/**
 * Somebody to share with, who is not deleted until the transaction ends. Nobody shares with users that Assay brings, nor with
 * those who are disabled.
 */
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

/** A share that the viewer gave or was given. */
export async function getReadableShare(
  db: Kysely<Database>,
  { id, viewer }: { id: string; viewer: Viewer },
): Promise<ShareDetailRow> {
  const row = await details(db).where('id', '=', id).where(concerns(viewer)).executeTakeFirst()
  if (!row) throw new DomainError('SHARE_NOT_FOUND', { share_id: id })
  return row
}

/** Shares that the viewer gave or was given; `by_anyone` is for whoever sees all. */
export async function listShares(
  db: Kysely<Database>,
  filter: { viewer: Viewer; thing: ShareableRef; given: 'by_me' | 'to_me' | 'by_anyone' | undefined },
  page: PageInput,
): Promise<Page<ShareDetailRow>> {
  const { viewer, thing, given } = filter
  const all = details(db).where(givenAs(given, viewer))
  const nouns = (['dataset_id', 'experiment_id', 'run_id'] as const).filter((noun) => thing[noun] !== undefined)
  const query = nouns.reduce((rest, noun) => rest.where(noun, '=', thing[noun] ?? null), all)
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
