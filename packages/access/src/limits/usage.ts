import { countRunningJobs, countStoredBytes, getUserLimits } from '@assay/db'
import type { Usage } from '@assay/schemas'
import type { Actor } from '../actor.ts'
import type { AccessDeps } from '../deps.ts'
import { storageQuota } from './storage-quota.ts'

export async function getOwnUsage(deps: AccessDeps, { user_id, calls_per_minute }: Actor): Promise<Usage> {
  const { db, settings } = deps
  const [used_bytes, limit_bytes, running, { max_running_jobs }] = await Promise.all([
    countStoredBytes(db, { owner_id: user_id }),
    storageQuota(deps, user_id),
    countRunningJobs(db, user_id),
    getUserLimits(db, user_id),
  ])
  return {
    storage: { used_bytes, limit_bytes },
    jobs: { running, limit: max_running_jobs ?? settings.max_running_jobs_per_user ?? null },
    calls_per_minute: { limit: settings.max_calls_per_minute ?? null, key_limit: calls_per_minute ?? null },
  }
}
