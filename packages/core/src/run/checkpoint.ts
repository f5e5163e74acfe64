import { findOpenJobIds } from '@assay/db'
import type { RunDeps } from './deps.ts'

const common = 'checkpoints/'
const batch = 500

export function checkpointPrefix(job_id: string): string {
  return `${common}${job_id}/`
}

/** Deletes the checkpoints of jobs that have ended or are gone. An ended job never runs again, so none is too young. */
export async function sweepCheckpoints(deps: Pick<RunDeps, 'db' | 'storage'>): Promise<void> {
  let keys: string[] = []
  for await (const { key } of deps.storage.list(common)) {
    keys.push(key)
    if (keys.length < batch) continue
    await deleteEnded(deps, keys)
    keys = []
  }
  await deleteEnded(deps, keys)
}

async function deleteEnded({ db, storage }: Pick<RunDeps, 'db' | 'storage'>, keys: readonly string[]): Promise<void> {
  const owned = keys.map((key) => ({ key, job_id: key.slice(common.length).split('/', 1)[0] ?? '' }))
  const open = await findOpenJobIds(db, [...new Set(owned.map(({ job_id }) => job_id))])
  for (const { key, job_id } of owned) if (!open.has(job_id)) await storage.delete(key)
}
