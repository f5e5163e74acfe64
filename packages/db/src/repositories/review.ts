import type { Insertable, Kysely, Transaction } from 'kysely'
import type { Database } from '../tables/index.ts'
import type { ReferenceReviewRow, ReferenceReviewTable } from '../tables/review.ts'

/** Whose references: those in a column of a dataset. */
interface Reviewed {
  readonly dataset_id: string
  readonly column: string
}

/** With the address of who reviewed it. */
export type ReviewDetailRow = ReferenceReviewRow & { readonly reviewer_email: string | null }

export async function insertReview(db: Transaction<Database>, review: Insertable<ReferenceReviewTable>): Promise<void> {
  await db.insertInto('reference_reviews').values(review).execute()
}

function selectReviews(db: Kysely<Database>, { dataset_id, column }: Reviewed) {
  return db
    .selectFrom('reference_reviews')
    .leftJoin('users', 'users.id', 'reviewer_id')
    .selectAll('reference_reviews')
    .select('users.email as reviewer_email')
    .where('dataset_id', '=', dataset_id)
    .where('column_name', '=', column)
}

/** The last review of each example, of those between two numbers, the latter left out. */
export async function listLastReviews(
  db: Kysely<Database>,
  reviewed: Reviewed,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReviewDetailRow[]> {
  return selectReviews(db, reviewed)
    .where('example', '>=', from)
    .where('example', '<', to)
    .distinctOn('example')
    .orderBy('example')
    .orderBy('reference_reviews.id', 'desc')
    .execute()
}

/** The reviews of one example, newest first. */
export async function listReviewsOf(
  db: Kysely<Database>,
  reviewed: Reviewed,
  { example, limit }: { readonly example: number; readonly limit: number },
): Promise<ReviewDetailRow[]> {
  const query = selectReviews(db, reviewed).where('example', '=', example)
  return query.orderBy('reference_reviews.id', 'desc').limit(limit).execute()
}
