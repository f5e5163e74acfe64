import type { ListScope, Page, PageInput } from '@assay/schemas'
import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import { isOwn, type Viewer } from './access.ts'
import { countUpTo, exactTotal, isOf, lastIdBefore, mergePages, paginate } from './paging.ts'
import { findReach, type Reach, reached } from './reach.ts'
import type { Guarded } from './shareable.ts'
import type { Database } from './tables/index.ts'

type Predicate = RawBuilder<boolean>

/** Whose rows are wanted. */
interface Whose<Table extends Guarded> {
  readonly table: Table
  readonly viewer: Viewer
  readonly scope?: ListScope
}

/** A list of what can be shared: which rows of those that the viewer may see, which page of them. */
interface VisibleList<Table extends Guarded, Row> extends Whose<Table> {
  readonly query: SelectQueryBuilder<Database, Table, Row>
  /** All must hold; they name columns with their table. */
  readonly where: readonly Predicate[]
  readonly page: PageInput
}

/**
 * One page of the viewer's own rows and of those that others share, newest first. Own and shared ones are read apart, each
 * by its index and no further than a page, and merged: a million own rows cost what fifty cost.
 */
export async function paginateVisible<Table extends Guarded, Row extends { id: string }>(
  db: Kysely<Database>,
  { query, table, where, viewer, scope, page }: VisibleList<Table, Row>,
): Promise<Page<Row>> {
  const wanted = where.reduce((rest, condition) => rest.where(condition), query)
  if (scope === 'all') return paginate(db, { query: wanted, table, page })
  const own = { query: wanted, table, of: { column: 'owner_id', id: viewer.user_id } } as const
  if (scope === 'own') return paginate(db, { ...own, page })

  const within = scope === 'shared' ? [...where, sql<boolean>`not ${isOwn(table, viewer)}`] : where
  const shared = (reach: Reach, limit: number, before?: string) =>
    query.where(reached(table, reach, { where: within, before, limit }))
  const uncounted = { ...page, include_total: false }
  const [ownPage, reach] = await Promise.all([
    scope === 'shared' ? undefined : paginate(db, { ...own, page: uncounted }),
    findReach(db, viewer),
  ])
  const sharedPage =
    reach && (await paginate(db, { query: shared(reach, page.limit + 1, lastIdBefore(page)), table, page: uncounted }))
  const merged = mergePages(
    [ownPage, sharedPage].filter((part) => part !== undefined),
    page.limit,
  )
  if (!page.include_total) return merged
  const counted = [
    ...(ownPage ? [wanted.where(isOf(table, own.of))] : []),
    ...(reach ? [shared(reach, exactTotal + 1)] : []),
  ]
  return { ...merged, total: await countUpTo(db, table, counted) }
}

/** Those of the rows that the viewer may all see which are the viewer's own, or others'. */
export function ofScope<Table extends Guarded, Row>(
  query: SelectQueryBuilder<Database, Table, Row>,
  { table, viewer, scope }: Whose<Table>,
): SelectQueryBuilder<Database, Table, Row> {
  if (scope === undefined || scope === 'all') return query
  const own = isOwn(table, viewer)
  return query.where(scope === 'own' ? own : sql<boolean>`not ${own}`)
}
