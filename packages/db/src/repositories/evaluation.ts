import type { Insertable, Transaction } from 'kysely'
import type { EvaluationTable } from '../tables/evaluation.ts'
import type { Database } from '../tables/index.ts'

export async function insertEvaluations(
  db: Transaction<Database>,
  evaluations: readonly Insertable<EvaluationTable>[],
): Promise<void> {
  if (evaluations.length > 0) await db.insertInto('evaluations').values(evaluations).execute()
}

/** Makes a run the same evaluation as another one, if that is one. */
export async function copyEvaluation(
  db: Transaction<Database>,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await db
    .insertInto('evaluations')
    .columns(['run_id', 'experiment_id', 'model', 'metrics', 'scores'])
    .expression((query) =>
      query
        .selectFrom('evaluations')
        .select((value) => [value.val(to).as('run_id'), 'experiment_id', 'model', 'metrics', 'scores'])
        .where('run_id', '=', from),
    )
    .execute()
}
