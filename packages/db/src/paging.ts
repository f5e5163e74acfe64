import { DomainError, type Page, type PageInput } from '@assay/schemas'
import { type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { Database } from './tables/index.ts'

const exactTotal = 10_000

/** The tables that lists are made of: those with an id, which is a UUIDv7 and so sorts by time of creation. */
type Listed =
  | 'api_keys'
  | 'audit_entries'
  | 'comparisons'
  | 'datasets'
  | 'experiments'
  | 'jobs'
  | 'one_time_tokens'
  | 'runs'
  | 'sessions'
  | 'shares'
  | 'uploads'
  | 'users'

/** A list: which rows, of which table, which page of them. */
interface List<Table extends Listed, Row> {
  readonly query: SelectQueryBuilder<Database, Table, Row>
  readonly table: Table
  readonly page: PageInput
}

/**
 * One page of a query, newest first, by the keyset of ids: the cursor is the last id of the page before.
 * Any page costs what the first costs, and rows that appear meanwhile shift nothing.
 */
export async function paginate<Table extends Listed, Row extends { id: string }>(
  db: Kysely<Database>,
  { query, table, page }: List<Table, Row>,
): Promise<Page<Row>> {
  const id = sql.ref<string>(`${table}.id`)
  const rest = page.cursor === undefined ? query : query.where(sql<boolean>`${id} < ${decodeCursor(page.cursor)}::uuid`)
  const [rows, total] = await Promise.all([
    rest
      .orderBy(sql`${id} desc`)
      .limit(page.limit + 1)
      .execute(),
    page.include_total ? countUpTo(db, query) : undefined,
  ])
  const items = rows.slice(0, page.limit)
  const last = items.at(-1)
  return {
    items,
    next_cursor: rows.length > page.limit && last ? encodeCursor(last.id) : null,
    ...(total !== undefined && { total }),
  }
}

async function countUpTo<Table extends Listed, Row>(
  db: Kysely<Database>,
  query: SelectQueryBuilder<Database, Table, Row>,
): Promise<number | '10000+'> {
  const capped = query
    .clearSelect()
    .select(sql`1`.as('one'))
    .limit(exactTotal + 1)
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (${capped}) as capped`.execute(db)
  const count = rows[0]?.count ?? 0
  return count > exactTotal ? '10000+' : count
}

function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')
}

function decodeCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex')
  if (hex.length !== 32) throw new DomainError('CURSOR_INVALID', {})
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
