import { type Kysely, sql } from 'kysely'

const statements = [
  // who wrote the references of a version
  'alter table datasets add column annotation jsonb',
  // what people made of references; the last of an example is what counts
  `create table reference_reviews (
    id uuid primary key,
    dataset_id uuid not null references datasets on delete cascade,
    column_name text not null,
    example int not null,
    verdict text not null check (verdict in ('accepted', 'corrected', 'rejected')),
    reference text,
    before text,
    comment text,
    reviewer_id uuid references users on delete set null,
    created_at timestamptz not null default now()
  )`,
  // the reviews of an example, and the last of each
  'create index reference_reviews_example on reference_reviews (dataset_id, column_name, example, id)',
  // the end of an account
  'create index reference_reviews_reviewer on reference_reviews (reviewer_id)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
