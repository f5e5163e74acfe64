import type { Database, RunDetailRow, Viewer } from '@assay/db'
import type { JobKind, JobOf, Placement } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'

type Specs = { [Kind in JobKind]: JobOf<Kind>['spec'] }

export type KindedJob<Kind extends JobKind = JobKind> = {
  [Each in Kind]: { readonly kind: Each; readonly spec: Specs[Each]; readonly run_id: string }
}[Kind]

/** A run to be tried again, as the jobs of one kind see it. */
export interface HeldForRetry<Spec> extends Retry {
  readonly specs: readonly Spec[]
}

interface Retry {
  readonly run: RunDetailRow
  readonly owner: Viewer
}

interface KindRules<Spec> {
  readonly placement: Placement
  usesSecret(spec: Spec): boolean
  /** Where an output stands below the folder of the job; empty: it is that folder. */
  outputPath(spec: Spec, name: string): string
  /** Throws unless the viewer, who may read the job but does not own it, may have this output. */
  checkDownload(
    db: Kysely<Database>,
    output: { readonly run_id: string; readonly spec: Spec; readonly name: string },
    viewer: Viewer,
  ): Promise<void>
  /** Keeps what the jobs need until the transaction ends; throws unless the owner of the run still has access to it. */
  holdForRetry(trx: Transaction<Database>, retry: HeldForRetry<Spec>): Promise<void>
  /** Copies to the new run what belongs to this kind beside the jobs. */
  copyToRetry(trx: Transaction<Database>, runs: { readonly from: string; readonly to: string }): Promise<void>
}

export type JobKinds = { readonly [Kind in JobKind]: KindRules<Specs[Kind]> }

export function usesSecret<Kind extends JobKind>(kinds: JobKinds, { kind, spec }: KindedJob<Kind>): boolean {
  return kinds[kind].usesSecret(spec)
}

export async function checkDownload<Kind extends JobKind>(
  { db, kinds }: { readonly db: Kysely<Database>; readonly kinds: JobKinds },
  { job, name, viewer }: { readonly job: KindedJob<Kind>; readonly name: string; readonly viewer: Viewer },
): Promise<void> {
  await kinds[job.kind].checkDownload(db, { run_id: job.run_id, spec: job.spec, name }, viewer)
}

export async function holdForRetry<Kind extends JobKind>(
  { db, kinds }: { readonly db: Transaction<Database>; readonly kinds: JobKinds },
  kind: Kind,
  { jobs, ...retry }: Retry & { readonly jobs: readonly KindedJob[] },
): Promise<void> {
  await kinds[kind].holdForRetry(db, {
    ...retry,
    specs: jobs.flatMap((job) => (isOfKind(job, kind) ? [job.spec] : [])),
  })
}

function isOfKind<Kind extends JobKind>(job: KindedJob, kind: Kind): job is KindedJob & KindedJob<Kind> {
  return job.kind === kind
}
