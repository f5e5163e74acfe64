import type { JobOf } from '@assay/schemas'
import { Refusal } from '../error.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { application } from './base.ts'
import { findCatalogue } from './catalogue.ts'
import { logOfModule } from './log.ts'
import { named } from './named.ts'
import { moduleStatus, naive, naiveOrNull } from './status.ts'

export type ModuleJob = JobOf<'application'>

export function addModuleRoutes(add: AddRoute): void {
  add('GET', '/modules/', async (asked) => {
    const { version, entrypoints = [] } = (await findCatalogue(asked)) ?? {}
    return entrypoints.map(({ entrypoint: name }) => ({ name, version }))
  })
  add('GET', '/modules/:job', async (asked) => {
    const names = new Set<string>()
    for await (const { name } of modulesIn(asked, named(asked, 'job'))) names.add(name)
    return [...names].toSorted()
  })
  add('GET', '/modules/:job/:module', async (asked) => {
    const found = await getModule(asked)
    return toModuleStatus(found, { job: named(asked, 'job'), log: await logOfModule(asked, found) })
  })
}

/** The newest execution of a module that an address names. */
export async function getModule(asked: Asked): Promise<ModuleJob> {
  const [job, module] = [named(asked, 'job'), named(asked, 'module')]
  for await (const found of modulesIn(asked, job, module)) return found
  throw new Refusal(404, `module not found: ${job}/${module}`)
}

/** Those of all runs of a job, newest first. */
async function* modulesIn({ platform, request }: Asked, run_name: string, name?: string): AsyncGenerator<ModuleJob> {
  for (let cursor: string | undefined; ; ) {
    const filter = { run_name, ...(name && { name }), ...(cursor && { cursor }), limit: name ? 1 : 200 }
    const page = await platform.call(request, 'jobs.list', { ...filter, kind: 'application', scope: 'own' })
    for (const one of page.items) if (one.kind === 'application' && one.spec.application === application) yield one
    if (page.next_cursor === null) return
    cursor = page.next_cursor
  }
}

export function toModuleStatus(module: ModuleJob, { job, log }: { readonly job: string; readonly log: string }) {
  return {
    status: moduleStatus[module.state],
    job,
    module: module.name,
    start_time: naive(module.started_at ?? module.created_at),
    stop_time: naiveOrNull(module.finished_at),
    exception: module.error?.message ?? null,
    log,
  }
}
