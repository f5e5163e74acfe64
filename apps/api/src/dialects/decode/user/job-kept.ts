import type { Metadata, NumberedJob } from '@assay/schemas'
import { z } from 'zod'
import type { JobCreate } from './job-request.ts'

/** What was asked for, as its clients want it back. */
type Kept = Omit<JobCreate, 'job_name'>

const place = 'decode'

const kept = z.object({ [place]: z.custom<Kept>((value) => typeof value === 'object' && value !== null) })

export function keep({ job_name: _, ...asked }: JobCreate): Metadata {
  return { [place]: { ...asked } }
}

/** What was kept; of a job that came by our own API, that nothing was asked for. */
export function keptWith({ metadata, name }: Pick<NumberedJob, 'metadata' | 'name'>): Kept {
  return (
    kept.safeParse(metadata).data?.[place] ?? { ...nothing, application: { ...nothing.application, entrypoint: name } }
  )
}

const nothing: Kept = {
  environment: null,
  priority: 0,
  application: { application: '', version: '', entrypoint: '' },
  attributes: { files_down: { config_id: null, data_ids: null, artifact_ids: null }, env_vars: null },
  hardware: null,
}
