import { sql, type Transaction } from 'kysely'
import type { BlobRow } from '../tables/blob.ts'
import type { Database } from '../tables/index.ts'

/** A job that has written references, and the table that it left. */
export interface AnnotatedTable extends Pick<BlobRow, 'size_bytes'> {
  readonly run_id: string
  readonly owner_id: string
  readonly spec: unknown
  readonly result: unknown
  readonly blob_id: string
}

/** Those of the jobs that have written references, in the order of their owners. */
export async function findAnnotatedTables(
  db: Transaction<Database>,
  { job_ids, output }: { readonly job_ids: readonly string[]; readonly output: string },
): Promise<AnnotatedTable[]> {
  const { rows } = await sql<AnnotatedTable>`
    select jobs.run_id, jobs.owner_id, jobs.spec, jobs.result, blobs.id as blob_id, blobs.size_bytes
    from jobs
    join job_outputs on job_outputs.job_id = jobs.id and job_outputs.name = ${output}
    join blobs on blobs.id = job_outputs.blob_id
    where jobs.id = any(${job_ids}::uuid[]) and jobs.kind = 'annotation'
    order by jobs.owner_id, jobs.id`.execute(db)
  return rows
}
