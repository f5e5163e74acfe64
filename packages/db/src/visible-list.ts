import type { ListScope, Page, PageInput } from '@assay/schemas'
import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { isOwn, type Viewer } from './access.ts'
import { countUpTo, exactTotal, isOf, lastIdBefore, mergePages, type Part, paginate } from './paging.ts'
import { findReach, type Reach, reached } from './reach.ts'
import type { Guarded } from './shareable.ts'
import { inStretches, type Stretch } from './stretch.ts'
import type { Database } from './tables/index.ts'

type Predicate = RawBuilder<boolean>

/** What is archived is listed apart from the rest. */
export function isArchived(table: 'datasets' | 'experiments', archived = false): Predicate {
  const since = sql.ref(`${table}.archived_at`)
  return archived ? sql`${since} is not null` : sql`${since} is null`
}

interface Whose<Table extends Guarded> {
  readonly table: Table
  readonly viewer: Viewer
  readonly scope?: ListScope
}

/** A page of things that can be shared: those of the rows that the viewer may see. */
interface VisibleList<Table extends Guarded, Row> extends Whose<Table> {
  readonly query: SelectQueryBuilder<Database, Table, Row>
  /** All must hold; they name columns with their table. */
  readonly where: readonly Predicate[]
  /** Stretches of an index that begins with the owner, where few of many rows are wanted; absent: all, by id. */
  readonly stretches?: readonly Stretch[] | undefined
  readonly page: PageInput
}

/**
 * One page of the viewer's own rows and of those that others share, newest first. Own and shared ones are read apart,
 * each by its index and no further than a page, and merged: a million own rows cost no more than fifty.
 */
export async function paginateVisible<Table extends Guarded, Row extends { id: string }>(
  db: Kysely<Database>,
  list: VisibleList<Table, Row>,
): Promise<Page<Row>> {
  const { query, table, where, viewer, scope, page } = list
  if (scope === 'all') return paginate(db, { query: ofAll(list), table, page })
  const within = scope === 'shared' ? [...where, sql<boolean>`not ${isOwn(table, viewer)}`] : where
  const shared = (reach: Reach, limit: number, before?: string) =>
    query.where(reached(table, reach, { where: within, before, limit }))
  const uncounted = { ...page, include_total: false }
  const [ownPage, reach] = await Promise.all([
    scope === 'shared' ? undefined : paginateOwn(db, { ...list, page: uncounted }),
    scope === 'own' ? undefined : findReach(db, viewer),
  ])
  const sharedPage =
    reach && (await paginate(db, { query: shared(reach, page.limit + 1, lastIdBefore(page)), table, page: uncounted }))
  const merged = mergePages(
    [ownPage, sharedPage].filter((part) => part !== undefined),
    page.limit,
  )
  if (!page.include_total) return merged
  const counted = [...(ownPage ? [ownUpTo(list)] : []), ...(reach ? [shared(reach, exactTotal + 1)] : [])]
  return { ...merged, total: await countUpTo(db, table, counted) }
}

async function paginateOwn<Table extends Guarded, Row extends { id: string }>(
  db: Kysely<Database>,
  list: VisibleList<Table, Row>,
): Promise<Page<Row>> {
  const { query, table, stretches, page } = list
  if (!stretches) return paginate(db, { query: ofAll(list), table, of: ownPart(list), page })
  const window = { where: [], before: lastIdBefore(page), limit: page.limit + 1 }
  return paginate(db, { query: query.where(inStretches(table, ownStretches(list, stretches), window)), table, page })
}

function ownUpTo<Table extends Guarded, Row>(list: VisibleList<Table, Row>): SelectQueryBuilder<Database, Table, Row> {
  const { query, table, stretches } = list
  if (!stretches) return ofAll(list).where(isOf(table, ownPart(list)))
  const window = { where: [], before: undefined, limit: exactTotal + 1 }
  return query.where(inStretches(table, ownStretches(list, stretches), window))
}

function ownStretches({ viewer }: Whose<Guarded>, stretches: readonly Stretch[]): Stretch[] {
  return stretches.map((stretch) => [['owner_id', sql`${viewer.user_id}::uuid`], ...stretch])
}

function ownPart({ viewer }: Whose<Guarded>): Part {
  return { column: 'owner_id', id: viewer.user_id }
}

function ofAll<Table extends Guarded, Row>({
  query,
  where,
}: VisibleList<Table, Row>): SelectQueryBuilder<Database, Table, Row> {
  return where.reduce((rest, condition) => rest.where(condition), query)
}

/** The viewer's own of the visible rows, or those of others. */
export function ofScope<Table extends Guarded, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  { table, viewer, scope }: Whose<Table>,
): SelectQueryBuilder<Database, Table, Row> {
  if (scope === undefined || scope === 'all') return query
  const own = isOwn(table, viewer)
  return query.where(scope === 'own' ? own : sql<boolean>`not ${own}`)
}
