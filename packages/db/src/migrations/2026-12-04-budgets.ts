import { type Kysely, sql } from 'kysely'

const statements = [
  // apart from runs: whoever spends does not wait for who moves jobs
  `create table run_budgets (
    run_id uuid primary key references runs on delete cascade,
    budget jsonb not null,
    spent_cost double precision not null default 0,
    spent_tokens bigint not null default 0,
    spent_seconds double precision not null default 0,
    paused_at timestamptz
  )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
