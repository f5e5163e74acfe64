import type { AccessDeps, GivenSecrets } from '@assay/access'
import type { Database, RunDetailRow, Viewer } from '@assay/db'
import type { ClaimedJob, HeldAttempt, JobKind, JobMaterial, JobOf, Placement } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import type { FileDeps } from '../file/deps.ts'

type Specs = { [Kind in JobKind]: JobOf<Kind>['spec'] }

export type KindedJob<Kind extends JobKind = JobKind> = {
  [Each in Kind]: { readonly kind: Each; readonly spec: Specs[Each]; readonly run_id: string }
}[Kind]

/** A run to be tried again, as the jobs of one kind see it. */
export interface HeldForRetry<Spec> extends Retry {
  readonly specs: readonly Spec[]
  /** Those that run again. */
  readonly again: readonly { readonly name: string; readonly spec: Spec }[]
}

interface Retry {
  readonly run: RunDetailRow
  readonly owner: Viewer
  /** Secrets for the new run only. */
  readonly given: GivenSecrets
}

export type GivenDeps = Pick<FileDeps, 'db' | 'storage'> & Pick<AccessDeps, 'settings' | 'secret_box'>

/** A job of an attempt that stands. */
export interface GivenJob {
  readonly attempt: HeldAttempt & Pick<ClaimedJob, 'worker_id'>
  readonly owner_id: string
  readonly spec: unknown
}

interface KindRules<Spec> {
  /** Who may execute jobs of the kind. */
  readonly placement: Placement
  /** What a job is given over HTTP besides its spec; absent: only workers of the platform execute jobs of the kind. */
  material?(deps: GivenDeps, job: GivenJob): Promise<JobMaterial>
  usesSecret(spec: Spec): boolean
  /** Names of the secrets whose values can be given for one run. */
  givenSecrets(spec: Spec): readonly string[]
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

export function givenSecrets<Kind extends JobKind>(
  kinds: JobKinds,
  { kind, spec }: KindedJob<Kind>,
): readonly string[] {
  return kinds[kind].givenSecrets(spec)
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
  { jobs, again, ...retry }: Retry & RetriedJobs,
): Promise<void> {
  const ofKind = jobs.flatMap((job) => (isOfKind(job, kind) ? [job] : []))
  await kinds[kind].holdForRetry(db, {
    ...retry,
    specs: ofKind.map(({ spec }) => spec),
    again: ofKind.flatMap(({ name, spec }) => (again.has(name) ? [{ name, spec }] : [])),
  })
}

interface RetriedJobs {
  readonly jobs: readonly (KindedJob & { readonly name: string })[]
  /** Names of those that run again. */
  readonly again: ReadonlySet<string>
}

function isOfKind<Kind extends JobKind, Job extends KindedJob>(job: Job, kind: Kind): job is Job & KindedJob<Kind> {
  return job.kind === kind
}
