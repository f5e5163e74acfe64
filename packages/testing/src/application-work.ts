import { newId } from '@assay/db'
import { addWorker, claim, ended, failed, settle } from '@assay/engine/testing'
import { type ApplicationEntry, type ApplicationResult, applicationEntry } from '@assay/schemas'
import type { Platform } from './platform.ts'

const offers = { cpu: 1000, memory_bytes: 1e15, gpus: [], labels: ['executor:process', 'executor:docker'] }

/** Puts entrypoints of one version into the catalogue, in order. */
export async function insertEntrypoints(
  { core }: Platform,
  entries: readonly (Omit<ApplicationEntry, 'version'> & Partial<Pick<ApplicationEntry, 'version'>>)[],
): Promise<void> {
  for (const [position, entry] of entries.entries()) {
    const definition = applicationEntry.parse({ version: '1', ...entry })
    const { application, version, entrypoint } = definition
    const row = { id: newId(), application, version, entrypoint, position, applied_by: null }
    await core.db
      .insertInto('entrypoints')
      .values({ ...row, definition: JSON.stringify(definition) })
      .execute()
  }
}

/** Ends the jobs of applications, as if a worker had executed them, until no run is open. */
export async function endJobs({ core: { db } }: Platform, failing: readonly string[] = []): Promise<void> {
  const worker_id = await addWorker(db)
  for (;;) {
    const open = await db.selectFrom('runs').select('id').where('finished_at', 'is', null).execute()
    const jobs = await claim(db, worker_id, 100, { kinds: ['application'], offers })
    if (jobs.length === 0 && open.length === 0) return
    await settle(
      db,
      jobs.map((job) => ended(job, failing.includes(job.name) ? failed(false) : withoutOutputs)),
    )
  }
}

const unknown = { cpu_seconds: null, peak_memory_bytes: null, gpu_peak_memory_bytes: null, gpu_utilization: null }
const result: ApplicationResult = {
  ...{ exit_code: 0, image_digest: null, seconds: 0, notices: [], ...unknown },
  ...{ output_files: 0, output_bytes: 0 },
}
const withoutOutputs = { kind: 'succeeded' as const, result, outputs: [] }
