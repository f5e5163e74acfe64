import type pg from 'pg'

/** A table with the columns that are stored: those that are computed from others are not. */
export interface StoredTable {
  readonly name: string
  readonly columns: readonly string[]
}

/** Where a sequence stands. */
export interface StoredSequence {
  readonly name: string
  /** Null: it has not been used. */
  readonly last_value: string | null
}

interface ForeignKey {
  readonly table_name: string
  readonly name: string
  readonly definition: string
}

/** Every table of Assay's own, whatever it is: one that a later migration makes is among them by itself. */
export async function listTables(client: pg.ClientBase): Promise<StoredTable[]> {
  return tablesWhere(client, 'relnamespace = current_schema::regnamespace')
}

/** The table of another schema. Throws when there is none. */
export async function describeTable(client: pg.ClientBase, name: string): Promise<StoredTable> {
  const [table] = await tablesWhere(client, 'pg_class.oid = $1::regclass', [name])
  if (!table) throw new Error(`The table ${name} is not there.`)
  return { ...table, name }
}

/** Without what extensions bring, which is not ours. */
async function tablesWhere(client: pg.ClientBase, condition: string, values: string[] = []): Promise<StoredTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select relname as name, array_agg(attname::text order by attnum) as columns
     from pg_class join pg_attribute on attrelid = pg_class.oid
     where ${condition} and relkind in ('r', 'p') and not relispartition
       and attnum > 0 and not attisdropped and attgenerated = ''
       and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')
     group by pg_class.oid, relname order by relname`,
    values,
  )
  return rows
}

export async function listSequences(client: pg.ClientBase): Promise<StoredSequence[]> {
  const { rows } = await client.query<StoredSequence>(
    `select sequencename as name, last_value::text from pg_sequences
     where schemaname = current_schema order by sequencename`,
  )
  return rows
}

/** Of Assay's own tables. */
export async function listForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select relname as table_name, conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
     from pg_constraint join pg_class on pg_class.oid = conrelid
     where contype = 'f' and relnamespace = current_schema::regnamespace and conparentid = 0
     order by relname, conname`,
  )
  return rows
}

/** The name of a table, or of one in a schema, as SQL has it. */
export function quoted(client: pg.ClientBase, name: string): string {
  return name
    .split('.')
    .map((part) => client.escapeIdentifier(part))
    .join('.')
}

/** What COPY takes or gives: a table and its columns. */
export function copied(client: pg.ClientBase, { name, columns }: StoredTable): string {
  return `${quoted(client, name)} (${listed(client, columns)})`
}

/** The query for the same columns. */
export function selected(client: pg.ClientBase, { name, columns }: StoredTable): string {
  return `select ${listed(client, columns)} from ${quoted(client, name)}`
}

function listed(client: pg.ClientBase, columns: readonly string[]): string {
  return columns.map((column) => client.escapeIdentifier(column)).join(', ')
}
