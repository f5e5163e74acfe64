import { type Kysely, sql } from 'kysely'
import type { Database } from '../tables/index.ts'

/** What bytes are stored for, each counted once: under the first of these that refers to them. */
export const useKinds = ['datasets', 'outputs', 'files', 'logs', 'applications', 'uploads', 'other'] as const

export type UseKind = (typeof useKinds)[number]

export interface StoredUse {
  readonly email: string
  readonly kind: UseKind
  readonly count: number
  readonly size_bytes: number
}

/** What everybody has stored, by kind; of uploads, those that are under way. */
export async function measureUse(db: Kysely<Database>): Promise<StoredUse[]> {
  const { rows } = await sql<StoredUse>`
    with used as (
      select original_blob_id as blob_id, 'datasets' as kind from datasets
      union all select table_blob_id, 'datasets' from datasets
      union all select blob_id, 'datasets' from dataset_files
      union all select blob_id, 'outputs' from job_outputs
      union all select blob_id, 'files' from files
      union all select blob_id, 'files' from job_inputs
      union all select blob_id, 'logs' from logs
      union all select blob_id, 'applications' from entrypoint_files
    ), first_use as (
      select blob_id, min(array_position(${[...useKinds]}::text[], kind)) as place from used
      where blob_id is not null group by blob_id
    ), stored as (
      select owner_id, (${[...useKinds]}::text[])[coalesce(place, ${useKinds.length})] as kind, size_bytes
      from blobs left join first_use on first_use.blob_id = blobs.id
      union all
      select owner_id, 'uploads', greatest(received_bytes, size_bytes) from uploads where state = 'open'
    )
    select email, kind, count(*)::int as count, sum(stored.size_bytes)::bigint as size_bytes
    from stored join users on users.id = stored.owner_id
    group by email, kind order by email, array_position(${[...useKinds]}::text[], kind)`.execute(db)
  return rows
}
