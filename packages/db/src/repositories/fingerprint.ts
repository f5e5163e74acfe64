import type { FingerprintParts } from '@assay/schemas'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { FingerprintRow } from '../tables/fingerprint.ts'
import type { Database } from '../tables/index.ts'

/** What the fingerprint of a job of a run was made of. */
export interface NamedFingerprint {
  readonly run_id: string
  /** Of the job. */
  readonly name: string
  readonly subject: string
  readonly parts: FingerprintParts
  readonly forced: boolean
}

/** Keeps them, in one statement however many they are. */
export async function insertFingerprints(
  db: Transaction<Database>,
  fingerprints: readonly NamedFingerprint[],
): Promise<void> {
  if (fingerprints.length === 0) return
  await sql`
    insert into fingerprints (job_id, owner_id, subject, parts, forced)
    select jobs.id, jobs.owner_id, given.subject, given.parts, given.forced
    from json_to_recordset(${JSON.stringify(fingerprints)}::json)
      as given(run_id uuid, name text, subject text, parts jsonb, forced boolean)
    join jobs on jobs.run_id = given.run_id and jobs.name = given.name`.execute(db)
}

/** Gives the jobs of a run what jobs of these names in another run were made of. */
export async function copyFingerprints(
  db: Transaction<Database>,
  { from, to, forced }: { readonly from: string; readonly to: string; readonly forced: readonly string[] },
): Promise<void> {
  await sql`
    insert into fingerprints (job_id, owner_id, subject, parts, forced)
    select copy.id, fingerprints.owner_id, subject, parts, copy.name = any(${forced}::text[])
    from jobs as copy
    join jobs as original on original.run_id = ${from} and original.name = copy.name
    join fingerprints on fingerprints.job_id = original.id
    where copy.run_id = ${to}`.execute(db)
}

export interface ComparableJob extends Pick<FingerprintRow, 'job_id' | 'subject' | 'parts' | 'forced'> {
  readonly is_succeeded: boolean
}

export async function findFingerprints(db: Kysely<Database>, job_ids: readonly string[]): Promise<ComparableJob[]> {
  const { rows } = await sql<ComparableJob>`
    select job_id, subject, parts, forced, state = 'succeeded' as is_succeeded
    from fingerprints join jobs on jobs.id = job_id where job_id = any(${job_ids}::uuid[])`.execute(db)
  return rows
}

/** The newest jobs of an owner on each of these subjects before a run, newest first. */
export async function findEarlierFingerprints(
  db: Kysely<Database>,
  {
    owner_id,
    subjects,
    before,
    limit,
  }: {
    readonly owner_id: string
    readonly subjects: readonly string[]
    /** A job of the run, the first. */
    readonly before: string
    /** For each subject. */
    readonly limit: number
  },
): Promise<ComparableJob[]> {
  const { rows } = await sql<ComparableJob>`
    select earlier.* from unnest(${subjects}::text[]) as wanted(subject)
    cross join lateral (
      select job_id, fingerprints.subject, parts, forced, state = 'succeeded' as is_succeeded
      from fingerprints join jobs on jobs.id = job_id
      where fingerprints.owner_id = ${owner_id} and fingerprints.subject = wanted.subject and job_id < ${before}
      order by job_id desc limit ${limit}) as earlier`.execute(db)
  return rows
}

/** What references to images stood for when jobs used them last. */
export async function findImageDigests(
  db: Kysely<Database>,
  images: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (images.length === 0) return new Map()
  const rows = await db.selectFrom('image_digests').select(['image', 'digest']).where('image', 'in', images).execute()
  return new Map(rows.map(({ image, digest }) => [image, digest]))
}

/**
 * Notes what the images of jobs that have just succeeded stood for. One that stood for something else than was known
 * before makes of its job, and of what waits in its run, something else than their fingerprints say. The caller holds
 * the runs of the jobs.
 */
export async function noteImageDigests(db: Transaction<Database>, job_ids: readonly string[]): Promise<void> {
  await sql`
    with moved as (
      select jobs.id, jobs.run_id from jobs join image_digests on image = spec->>'image'
      where jobs.id = any(${job_ids}::uuid[]) and jobs.kind = 'application'
        and digest <> result->>'image_digest')
    update jobs set fingerprint = null from moved
    where jobs.run_id = moved.run_id and (jobs.id = moved.id or jobs.finished_at is null)`.execute(db)
  await sql`
    insert into image_digests (image, digest, seen_at)
    select distinct on (image) spec->>'image' as image, result->>'image_digest', now()
    from jobs
    where id = any(${job_ids}::uuid[]) and kind = 'application' and state = 'succeeded' and reused_from is null
      and spec->>'image' is not null and result->>'image_digest' is not null
    order by image, finished_at desc
    on conflict (image) do update set digest = excluded.digest, seen_at = excluded.seen_at`.execute(db)
}
