import type { RunCreate } from '@assay/schemas'
import type { Issues } from './issues.ts'
import type { PlannedJob } from './planned-job.ts'
import type { WantedJob } from './wanted-job.ts'

type Forcing = Pick<RunCreate, 'force_rerun'>

/** Only jobs of the run can be named. */
export function checkForced({ force_rerun }: Forcing, jobs: readonly WantedJob[], issues: Issues): void {
  if (typeof force_rerun === 'boolean') return
  const names = new Set(jobs.flatMap(({ name, family }) => [name, family]))
  for (const name of force_rerun) if (!names.has(name)) issues.add('force_rerun', `"${name}" is no job of this run`)
}

/** Whether a job runs again although it has succeeded before: what needs it is then not reused either. */
export function forcedBy({ force_rerun }: Forcing, jobs: readonly PlannedJob[]): (job: PlannedJob) => boolean {
  if (typeof force_rerun === 'boolean') return () => force_rerun
  const named = new Set(force_rerun)
  const forced = new Set(jobs.filter(({ wanted }) => named.has(wanted.name) || named.has(wanted.family)))
  return (job) => forced.has(job)
}
