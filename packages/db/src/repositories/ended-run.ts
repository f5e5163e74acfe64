import type { Insertable, Transaction } from 'kysely'
import type { EvaluationTable } from '../tables/evaluation.ts'
import type { EventTable } from '../tables/event.ts'
import type { Database } from '../tables/index.ts'
import type { JobNeedTable, JobOutputTable, JobTable } from '../tables/job.ts'
import type { RunTable } from '../tables/run.ts'

/** A run that has ended elsewhere, with all that belongs to it. */
export interface EndedRun {
  readonly run: Insertable<RunTable>
  readonly evaluation: Insertable<EvaluationTable>
  readonly jobs: readonly Insertable<JobTable>[]
  readonly needs: readonly Insertable<JobNeedTable>[]
  readonly outputs: readonly Insertable<JobOutputTable>[]
  readonly events: readonly Insertable<EventTable>[]
}

/** Nothing of it is ever queued: it is kept as it ended. */
export async function insertEndedRun(db: Transaction<Database>, ended: EndedRun): Promise<void> {
  const { run, evaluation, jobs, needs, outputs, events } = ended
  await db.insertInto('runs').values(run).execute()
  await db.insertInto('evaluations').values(evaluation).execute()
  await db
    .insertInto('jobs')
    .values([...jobs])
    .execute()
  if (needs.length > 0)
    await db
      .insertInto('job_needs')
      .values([...needs])
      .execute()
  if (outputs.length > 0)
    await db
      .insertInto('job_outputs')
      .values([...outputs])
      .execute()
  await db
    .insertInto('events')
    .values([...events])
    .execute()
}
