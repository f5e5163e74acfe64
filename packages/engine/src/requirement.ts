import type { Offers } from '@assay/schemas'
import { type RawBuilder, sql } from 'kysely'

interface Expressions extends Record<Exclude<keyof Offers, 'gpus'>, RawBuilder<unknown>> {
  /** Absent: there are none. */
  readonly gpus?: RawBuilder<unknown> | undefined
}

/** Whether what a row of `jobs` requires is within amounts, and the labels within labels. */
export function meets(offered: Expressions): RawBuilder<boolean> {
  return sql`((jobs.requires ->> 'cpu')::float8 <= ${offered.cpu}
    and (jobs.requires ->> 'memory_bytes')::float8 <= ${offered.memory_bytes}
    and jobs.requires -> 'labels' <@ ${offered.labels}
    and ((jobs.requires ->> 'gpu')::int = 0
      or (jobs.requires ->> 'gpu')::int <= ${offered.gpus ? suiting(offered.gpus) : sql`0`}))`
}

function suiting(gpus: RawBuilder<unknown>): RawBuilder<number> {
  return sql`(
    select count(*) from jsonb_to_recordset(${gpus}) as gpu(model text, arch text, memory_bytes float8)
    where (jobs.requires ->> 'gpu_model' is null or gpu.model = jobs.requires ->> 'gpu_model')
      and (jobs.requires ->> 'gpu_arch' is null or gpu.arch = jobs.requires ->> 'gpu_arch')
      and (jobs.requires ->> 'gpu_memory_bytes' is null
        or gpu.memory_bytes >= (jobs.requires ->> 'gpu_memory_bytes')::float8))`
}

const ofWorker: Expressions = {
  cpu: sql`(workers.offers ->> 'cpu')::float8`,
  memory_bytes: sql`(workers.offers ->> 'memory_bytes')::float8`,
  gpus: sql`(workers.offers -> 'gpus')`,
  labels: sql`(workers.offers -> 'labels')`,
}

/** Whether a row of `jobs` is meant for a row of `workers`. */
export const isMeantFor = sql<boolean>`(
  jobs.kind = any(workers.kinds) and jobs.placement = any(workers.placements) and workers.draining_at is null
  and (workers.for_user_id is null or workers.for_user_id = jobs.owner_id)
  and (workers.for_group is null or exists (
    select from users where users.id = jobs.owner_id and workers.for_group = any(users.groups))))`

/** Whether a row of `workers` has what a row of `jobs` requires, were all of it free. */
export const couldFit = sql<boolean>`(jobs.requires is null or (workers.offers is not null and ${meets(ofWorker)}))`

/** Whether a row of `workers` has been renewed within its lease. */
export const isAlive = sql<boolean>`(
  workers.renewed_at > clock_timestamp() - workers.lease_seconds * interval '1 second')`
