import { parse } from '../../error.ts'
import { body, defaulting, integer, lax, nullable, text } from '../../lax.ts'
import type { AddRoute, Asked } from '../../routes.ts'
import { type Environment, environmentLabel } from '../environment.ts'
import { statusOf } from '../status.ts'
import { findPulled } from './found-job.ts'
import { toJobSpecs } from './job-specs.ts'
import { putStatus } from './job-status.ts'
import { grantUpload, uploadFile } from './upload.ts'

const mebibyte = 1 << 20
/** After so long without a word of it a job goes to another worker. */
const lease_seconds = 300
const mostJobs = 100

/** What comes once is a list of one. */
const groups = lax<string[]>((given) => ({ value: [given].flat().map(String) }))

const query = body({
  memory: integer,
  cpu_cores: defaulting(integer, 1),
  gpu_mem: defaulting(integer, 0),
  gpu_model: nullable(text),
  gpu_archi: nullable(text),
  groups: nullable(groups),
  limit: defaulting(integer, 1),
  older_than: defaulting(integer, 0),
})

export function addJobRoutes(add: AddRoute): void {
  add('GET', '/jobs', pullJobs)
  add('GET', '/jobs/:job_id/status', async (asked) => {
    const status = statusOf(await findPulled(asked))
    return asked.reply.type('application/json').send(JSON.stringify(status))
  })
  add('PUT', '/jobs/:job_id/status', putStatus)
  add('POST', '/jobs/:job_id/files/url', grantUpload)
  add('POST', '/jobs/:job_id/files/upload', uploadFile)
}

/** Gives the worker the next jobs that fit it, by their ids. */
async function pullJobs(asked: Asked) {
  const { platform, request } = asked
  const wanted = parse(query, request.query, 'query')
  const { items } = await platform.call(request, 'work.pull', {
    ...(await whoAsks(asked)),
    lease_seconds,
    offers: offersOf(wanted),
    limit: Math.min(mostJobs, Math.max(0, wanted.limit)),
    others_after_seconds: Math.min(31_536_000, Math.max(0, wanted.older_than)),
  })
  const jobs = await Promise.all(items.map((item) => toJobSpecs(asked, item)))
  return Object.fromEntries(items.map(({ number }, at) => [String(number), jobs[at]]))
}

async function whoAsks({ platform, request }: Asked) {
  const { email, groups: member_of } = await platform.contextOf(request).authenticate()
  const environment: Environment = member_of.includes('cloud') ? 'cloud' : 'local'
  return { name: email.slice(0, 200), own_labels: [environmentLabel(environment)] }
}

function offersOf({ memory, cpu_cores, gpu_mem, gpu_model, gpu_archi }: ReturnType<typeof query.parse>) {
  const hasGpu = gpu_model !== null || gpu_archi !== null || gpu_mem > 0
  const gpu = { model: gpu_model, arch: gpu_archi, memory_bytes: bytesOf(gpu_mem) }
  return { cpu: Math.max(0, cpu_cores), memory_bytes: bytesOf(memory), gpus: hasGpu ? [gpu] : [] }
}

const mostMebibytes = Math.floor(Number.MAX_SAFE_INTEGER / mebibyte)

function bytesOf(mebibytes: number): number {
  return Math.min(mostMebibytes, Math.max(0, mebibytes)) * mebibyte
}
