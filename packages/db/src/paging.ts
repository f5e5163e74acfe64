import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './tables/index.ts'

/** Up to how many rows are counted exactly. */
export const exactTotal = 10_000

/** The tables that lists are made of: those with an id, which is a UUIDv7 and so sorts by time of creation. */
type Listed =
  | 'api_keys'
  | 'audit_entries'
  | 'comparisons'
  | 'datasets'
  | 'entrypoints'
  | 'experiments'
  | 'files'
  | 'jobs'
  | 'judges'
  | 'label_samples'
  | 'one_time_tokens'
  | 'runs'
  | 'sessions'
  | 'shares'
  | 'uploads'
  | 'users'
  | 'webhook_deliveries'
  | 'webhooks'
  | 'worker_registrations'

interface List<Table extends Listed, Row> {
  readonly query: SelectQueryBuilder<Database, Table, Row>
  readonly table: Table
  /** Rows of one thing only, by a column that begins an index with the id; absent: all of the query. */
  readonly of?: Part
  readonly page: PageInput
}

export interface Part {
  readonly column: 'owner_id' | 'experiment_id' | 'group_id' | 'run_id' | 'webhook_id'
  readonly id: string
}

/**
 * One page of a query, newest first, by the keyset of ids: the cursor is the last id of the page before. Each page
 * costs as much as the first, and new rows do not move others to another page.
 */
export async function paginate<Table extends Listed, Row extends { id: string }>(
  db: Kysely<Database>,
  { query: all, table, of, page }: List<Table, Row>,
): Promise<Page<Row>> {
  const query = of ? all.where(isOf(table, of)) : all
  const id = sql.ref<string>(`${table}.id`)
  const before = lastIdBefore(page)
  const rest = before === undefined ? query : query.where(sql<boolean>`${id} < ${before}::uuid`)
  const [rows, total] = await Promise.all([
    rest
      .orderBy(newestFirst(table, of?.column))
      .limit(page.limit + 1)
      .execute(),
    page.include_total ? countUpTo(db, table, [query]) : undefined,
  ])
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return {
    items,
    next_cursor: rows.length > page.limit && last ? encodeCursor(last.id) : null,
    ...(total !== undefined && { total }),
  }
}

/**
 * Rows of one thing. The column is written as an array, and so in the order (`newestFirst`), because no other index has
 * that: Postgres then reads this thing's index. By the primary key it would pass over all newer rows of others, which
 * can be most of a table.
 */
export function isOf(table: Listed, { column, id }: Part): RawBuilder<boolean> {
  return sql`${sql.ref(`${table}.${column}`)} = any(array[${id}::uuid])`
}

export function newestFirst(table: Listed, column: Part['column'] | undefined): RawBuilder<unknown> {
  const byId = sql`${sql.ref(`${table}.id`)} desc`
  return column === undefined ? byId : sql`${sql.ref(`${table}.${column}`)} desc, ${byId}`
}

/** Merges pages that begin at the same cursor and may share rows. */
export function mergePages<Row extends { id: string }>(pages: readonly Page<Row>[], limit: number): Page<Row> {
  const found = new Map(pages.flatMap(({ items }) => items.map((item) => [item.id, item])))
  const rows = [...found.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1))
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const hasMore = rows.length > limit || pages.some(({ next_cursor }) => next_cursor !== null)
  return { items, next_cursor: hasMore && last ? encodeCursor(last.id) : null }
}

/** Each row counts once. */
export async function countUpTo<Table extends Listed, Row>(
  db: Kysely<Database>,
  table: Table,
  queries: readonly SelectQueryBuilder<Database, Table, Row>[],
): Promise<number | '10000+'> {
  const capped = queries.map((query) => {
    const ids = query
      .clearSelect()
      .select(sql.ref<string>(`${table}.id`).as('id'))
      .limit(exactTotal + 1)
    return sql`(${ids})`
  })
  if (capped.length === 0) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${sql.join(capped, sql` union `)}) as capped`.execute(db)
  const count = rows[0]?.count ?? 0
  return count > exactTotal ? '10000+' : count
}

/** The id at which the page before ended. */
export function lastIdBefore({ cursor }: PageInput): string | undefined {
  return cursor === undefined ? undefined : decodeCursor(cursor)
}

function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

function decodeCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex')
  if (hex.length !== 32) throw new DomainError('CURSOR_INVALID', {})
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
