import { attachment, type ZippedOutput, zipJobFolder } from '@assay/core'
import type { AddRoute, Asked } from '../routes.ts'
import { logOfModule } from './log.ts'
import { getModule, type ModuleJob, toModuleStatus } from './module.ts'
import { named } from './named.ts'
import { naiveOrNull } from './status.ts'

const kept = {
  outputs: ({ is_scratch }: ZippedOutput) => !is_scratch,
  temps: ({ is_scratch }: ZippedOutput) => is_scratch,
  logs: ({ is_scratch, path }: ZippedOutput) => !is_scratch && path === 'run.log',
}

export function addZipRoutes(add: AddRoute): void {
  for (const part of ['logs', 'outputs', 'temps'] as const) {
    for (const place of ['modules', 'jobs']) {
      add('GET', `/${place}/:job/:module/${part}`, async (asked) => {
        const { filename, size_bytes, stream } = await zipOf(asked, part)
        const headers = { 'content-type': 'application/zip', 'content-disposition': disposition(filename) }
        return asked.reply.headers({ ...headers, 'content-length': size_bytes }).send(stream)
      })
    }
  }
}

/** The client takes all that stands behind `filename=` for the name. */
function disposition(filename: string): string {
  return /^[\w.-]+$/.test(filename) ? `attachment; filename="${filename}"` : attachment(filename)
}

async function zipOf(asked: Asked, part: keyof typeof kept) {
  const module = await getModule(asked)
  const { deps, actor } = await asked.platform.enter(asked.request, 'jobs.outputs_zip')
  const folder = `${named(asked, 'job')}_${module.name}_${part}`
  const texts = part === 'logs' ? await textsOf(asked, module) : []
  return zipJobFolder(deps, actor, { job_id: module.id, folder, texts, keeps: kept[part] })
}

async function textsOf(asked: Asked, module: ModuleJob) {
  const log = await logOfModule(asked, module)
  const status = toModuleStatus(module, { job: named(asked, 'job'), log })
  return [
    { name: `${module.name}.json`, text: JSON.stringify(status, null, 4) },
    ...(module.state === 'succeeded' ? [{ name: `${module.name}.task`, text: markerOf(asked, module) }] : []),
    { name: `${module.name}.docker.log`, text: log },
  ]
}

function markerOf(asked: Asked, { spec, started_at, finished_at, created_at }: ModuleJob): string {
  const [start, end] = [started_at ?? created_at, finished_at ?? created_at]
  const seconds = Math.round((Date.parse(end) - Date.parse(start)) / 1_000)
  return [
    `job_name: ${named(asked, 'job')}`,
    `map_name: ${spec.parameters['map'] ?? ''}`,
    `start_time: ${naiveOrNull(start)}`,
    `end_time: ${naiveOrNull(end)}`,
    `elapsed: ${seconds} seconds\n`,
  ].join('\n')
}
