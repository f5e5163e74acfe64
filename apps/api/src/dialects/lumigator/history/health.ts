import type { AddRoute } from '../../routes.ts'
import { findJob } from '../job.ts'
import { readJobs } from '../job-list.ts'
import { toRayJob } from '../job-view.ts'
import { logOf } from '../log.ts'

/** What stood under health once: jobs as Ray knows them, and what Ray serves. */
export function addOldHealthRoutes(add: AddRoute): void {
  add('GET', '/api/v1/health/jobs/', async (asked) => (await readJobs(asked)).map(toRayJob))
  add('GET', '/api/v1/health/jobs/:job_id', async (asked) => toRayJob(await findJob(asked)))
  add('GET', '/api/v1/health/jobs/:job_id/logs', async (asked) => ({ logs: await logOf(asked, await findJob(asked)) }))
  add('GET', '/api/v1/health/deployments/', async () => ({
    controller_info: null,
    proxies: {},
    deploy_mode: 'UNSET',
    applications: {},
  }))
}
