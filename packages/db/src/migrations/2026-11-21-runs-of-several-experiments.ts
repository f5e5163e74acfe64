import { type Kysely, sql } from 'kysely'

const statements = [
  // what was computed before lacks what comparisons hold from now on; the same question is computed again
  'delete from comparisons',
  `alter table comparisons
    alter column experiment_id drop not null,
    add column dataset_id uuid not null references datasets on delete cascade,
    add column primary_metric text not null,
    add column method text not null check (method in ('analytic', 'resampled'))`,
  // the cascade of a deleted dataset
  'create index comparisons_dataset on comparisons (dataset_id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
