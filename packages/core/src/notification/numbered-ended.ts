import { type Database, findMailedNumberedJobs } from '@assay/db'
import type { Ended } from '@assay/engine'
import type { Transaction } from 'kysely'
import type { Notice } from './notice.ts'

interface NumberedEnds {
  readonly run_ids: ReadonlySet<string>
  readonly notices: readonly { readonly owner_id: string; readonly notice: Notice }[]
}

/** Of what has ended, jobs with a number: their owners are mailed unless they have said otherwise. */
export async function numberedEnds(trx: Transaction<Database>, jobs: Ended['jobs']): Promise<NumberedEnds> {
  const rows = await findMailedNumberedJobs(
    trx,
    jobs.map(({ id }) => id),
  )
  const notices = rows.flatMap(({ owner_id, number, name, said, error, is_finished, is_mailed }) => {
    if (!is_mailed) return []
    const details = said === '' ? (error ?? '') : said
    return [{ owner_id, notice: { kind: 'numbered_job', number, name, is_finished, details } as const }]
  })
  return { run_ids: new Set(rows.map(({ run_id }) => run_id)), notices }
}
