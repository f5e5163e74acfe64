import type { Page, PageInput } from '@assay/schemas'
import { type Insertable, type Kysely, sql } from 'kysely'
import { paginate } from '../paging.ts'
import type { Database } from '../tables/index.ts'
import type { LabelRow, LabelSampleRow, LabelSampleTable, LabelTable } from '../tables/judge.ts'

export async function insertLabelSample(
  db: Kysely<Database>,
  sample: Insertable<LabelSampleTable>,
): Promise<LabelSampleRow> {
  return db.insertInto('label_samples').values(sample).returningAll().executeTakeFirstOrThrow()
}

export async function findLabelSample(db: Kysely<Database>, id: string): Promise<LabelSampleRow | undefined> {
  return db.selectFrom('label_samples').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listLabelSamples(
  db: Kysely<Database>,
  owner_id: string,
  page: PageInput,
): Promise<Page<LabelSampleRow>> {
  const query = db.selectFrom('label_samples').selectAll('label_samples')
  return paginate(db, { query, table: 'label_samples', of: { column: 'owner_id', id: owner_id }, page })
}

/** The owner's samples of none but these runs, oldest first. */
export async function listSamplesOfRuns(
  db: Kysely<Database>,
  { owner_id, run_ids }: { readonly owner_id: string; readonly run_ids: readonly string[] },
): Promise<LabelSampleRow[]> {
  const query = db.selectFrom('label_samples').selectAll().where('owner_id', '=', owner_id)
  return query.where(sql<boolean>`run_ids <@ ${run_ids}::uuid[]`).orderBy('id').execute()
}

/** A statement has at most 65,535 values. */
const insertedAtOnce = 5_000

export async function insertLabels(db: Kysely<Database>, labels: Insertable<LabelTable>[]): Promise<void> {
  for (let from = 0; from < labels.length; from += insertedAtOnce) {
    await db
      .insertInto('labels')
      .values(labels.slice(from, from + insertedAtOnce))
      .execute()
  }
}

/** An author has one label in each place, which is replaced. */
export async function putLabel(db: Kysely<Database>, label: Insertable<LabelTable>): Promise<LabelRow> {
  const { score, comment } = label
  return db
    .insertInto('labels')
    .values(label)
    .onConflict((conflict) =>
      conflict
        .columns(['sample_id', 'run_id', 'example', 'criterion', 'author_id'])
        .doUpdateSet({ score, comment, updated_at: sql<string>`now()` }),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Those of a sample, in order of their place and author. */
export async function findLabels(
  db: Kysely<Database>,
  { sample_id, author_id }: { readonly sample_id: string; readonly author_id?: string },
): Promise<LabelRow[]> {
  const query = db.selectFrom('labels').selectAll().where('sample_id', '=', sample_id)
  const wanted = author_id === undefined ? query : query.where('author_id', '=', author_id)
  return wanted.orderBy('run_id').orderBy('example').orderBy('criterion').orderBy('id').execute()
}
