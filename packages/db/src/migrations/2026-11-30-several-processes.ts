import { type Kysely, sql } from 'kysely'

const statements = [
  // one row: the id that the storage of this database carries too
  `create table installation (
     only_one boolean primary key default true check (only_one),
     storage_id uuid not null,
     created_at timestamptz not null default now()
   )`,
  // what the processes of one server count together; as worthless after a crash as counts in memory
  `create unlogged table limit_counts (
     key text primary key,
     points integer not null default 0,
     expire bigint
   )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
