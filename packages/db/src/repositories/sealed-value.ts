import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'

export interface SealedValue {
  readonly owner_id: string
  readonly name: string
  readonly sealed: Buffer
}

export const sealedPlaces = [
  'secrets',
  'idempotency_keys',
  'dataset_fetches',
  'webhook_secrets',
  'run_secrets',
] as const

export type SealedPlace = (typeof sealedPlaces)[number]

interface Columns {
  readonly name: RawBuilder<unknown>
  readonly column: RawBuilder<unknown>
  /** The sealed bytes of a row. */
  readonly sealed: RawBuilder<unknown>
  /** The value for the column that holds these sealed bytes. */
  readonly written: RawBuilder<unknown>
}

const columns: Readonly<Record<SealedPlace, Columns>> = {
  secrets: {
    name: sql.ref('name'),
    column: sql.ref('ciphertext'),
    sealed: sql.ref('ciphertext'),
    written: sql`sealed`,
  },
  idempotency_keys: {
    name: sql.ref('key'),
    column: sql.ref('response'),
    sealed: sql`decode(response #>> '{}', 'base64')`,
    // Postgres breaks lines in base64
    written: sql`to_jsonb(replace(encode(sealed, 'base64'), e'\n', ''))`,
  },
  dataset_fetches: {
    name: sql`dataset_id::text`,
    column: sql.ref('url'),
    sealed: sql.ref('url'),
    written: sql`sealed`,
  },
  webhook_secrets: {
    name: sql`id::text`,
    column: sql.ref('secret'),
    sealed: sql.ref('secret'),
    written: sql`sealed`,
  },
  run_secrets: {
    name: sql`run_id::text || '/' || name`,
    column: sql.ref('ciphertext'),
    sealed: sql.ref('ciphertext'),
    written: sql`sealed`,
  },
}

/** The different first bytes of all sealed values, each once. */
export async function findSealHeaders(db: Kysely<Database>, bytes: number): Promise<Buffer[]> {
  const beginnings = sealedPlaces.map(
    (place) => sql`select distinct substring(${columns[place].sealed} from 1 for ${bytes}::int) as header
      from ${sql.table(place)} where ${columns[place].column} is not null`,
  )
  const { rows } = await sql<{ header: Buffer }>`${sql.join(beginnings, sql` union `)}`.execute(db)
  return rows.map((row) => row.header)
}

interface StaleSeals {
  readonly place: SealedPlace
  /** The first bytes of values that are not stale. */
  readonly header: Buffer
  readonly after: Pick<SealedValue, 'owner_id' | 'name'> | undefined
  readonly limit: number
}

/** The next values with other first bytes, locked; without those that another transaction has locked. */
export async function lockStaleSeals(
  trx: Transaction<Database>,
  { place, header, after, limit }: StaleSeals,
): Promise<SealedValue[]> {
  const { name, column, sealed } = columns[place]
  const rest = after ? sql`and (owner_id, ${name}) > (${after.owner_id}::uuid, ${after.name})` : sql``
  const { rows } = await sql<SealedValue>`
    select owner_id, ${name} as name, ${sealed} as sealed from ${sql.table(place)}
    where ${column} is not null and substring(${sealed} from 1 for ${header.length}::int) <> ${header} ${rest}
    order by owner_id, ${name} limit ${limit} for update skip locked`.execute(trx)
  return rows
}

/** The rows must be locked. */
export async function writeSeals(
  trx: Transaction<Database>,
  place: SealedPlace,
  values: readonly SealedValue[],
): Promise<void> {
  const { name, column, written } = columns[place]
  for (const { owner_id, name: of, sealed } of values) {
    await sql`
      update ${sql.table(place)} set ${column} = ${written} from (select ${sealed}::bytea as sealed) as given
      where owner_id = ${owner_id} and ${name} = ${of}`.execute(trx)
  }
}

/** The rows must be locked. */
export async function deleteSeals(
  trx: Transaction<Database>,
  place: SealedPlace,
  values: readonly Pick<SealedValue, 'owner_id' | 'name'>[],
): Promise<void> {
  for (const { owner_id, name } of values) {
    await sql`
      delete from ${sql.table(place)}
      where owner_id = ${owner_id} and ${columns[place].name} = ${name}`.execute(trx)
  }
}
