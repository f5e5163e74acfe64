import type { DomainError, NumberedJob } from '@assay/schemas'
import { z } from 'zod'
import type { InputOf } from '../../../procedure-call.ts'
import { parse, Refusal, saying } from '../../error.ts'
import type { Asked } from '../../routes.ts'
import { environmentLabel } from '../environment.ts'
import { type Address, chooseEntrypoint, readCatalogue } from './job-application.ts'
import { keep } from './job-kept.ts'
import { type JobCreate, jobRequest } from './job-request.ts'

type Definition = Awaited<ReturnType<typeof readDefinition>>
type WantedJob = NonNullable<InputOf<'runs.create'>['jobs']>[number]

const mebibyte = 1 << 20

/** Submits a run of one job. Throws a refusal. */
export async function createJob(asked: Asked): Promise<NumberedJob> {
  const { platform, request } = asked
  await platform.contextOf(request).authorize('runs.create')
  const catalogue = await readCatalogue(asked)
  const address = chooseEntrypoint(catalogue, applicationOf(request.body), () => undefined)
  const definition = address && (await readDefinition(asked, address))
  const schema = jobRequest(catalogue, () => definition?.allowed_environment ?? [])
  const input = parse(schema, request.body, 'body')
  if (!definition) throw new TypeError('an entrypoint that was named has a definition')
  const { job_name: name } = input
  const submitted = platform.call(request, 'runs.create', {
    name: name.slice(0, 200),
    numbered: { name },
    metadata: keep(input),
    jobs: [toJob(input, definition)],
  })
  await saying(submitted, {
    NUMBERED_JOB_TAKEN: () => new Refusal(409, 'Job name must be unique'),
    ...{ FILE_NOT_FOUND: refused, INPUT_INVALID: refused, QUOTA_REACHED: refused },
  })
  const { items } = await platform.call(request, 'numbered_jobs.list', { name, limit: 1 })
  const [made] = items
  if (!made) throw new Refusal(409, 'The job was deleted at once')
  return made
}

function refused({ message }: DomainError): Refusal {
  return new Refusal(400, message)
}

const named = z.object({ application: z.unknown() })

function applicationOf(given: unknown): unknown {
  return named.safeParse(given).data?.application
}

async function readDefinition({ platform, request }: Asked, address: Address) {
  const { entrypoints } = await platform.call(request, 'applications.get', address)
  const [found] = entrypoints
  if (!found) throw new TypeError('an entrypoint that is listed is there')
  return found.definition
}

function toJob(input: JobCreate, definition: Definition) {
  const { application, attributes, environment, priority } = input
  return {
    name: 'job',
    application: `${application.application}/${application.version}/${application.entrypoint}`,
    environment: attributes.env_vars ?? {},
    inputs: inputsOf(attributes.files_down, definition),
    priority,
    labels: environment === null ? [] : [environmentLabel(environment)],
    requires: requirementsOf(input),
  } satisfies WantedJob
}

/** What is named is looked for, whether or not the application has a place for it. */
function inputsOf(
  { config_id, data_ids, artifact_ids }: JobCreate['attributes']['files_down'],
  { inputs }: Definition,
): WantedJob['inputs'] {
  const given = {
    config_id: config_id === null ? [] : [`config/${config_id}`],
    data_ids: (data_ids ?? []).map((id) => `data/${id}`),
    artifact_ids: (artifact_ids ?? []).map((id) => `artifact/${id}`),
  }
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, paths]) =>
      paths.length > 0 || (Object.hasOwn(inputs, name) && name !== 'config_id')
        ? [[name, { several: paths.map((from) => ({ from })) }]]
        : [],
    ),
  )
}

/**
 * What DECODE's clients ask for is what a worker must have, and no limit; what its file says of resources counts in its
 * cloud alone.
 */
function requirementsOf({ hardware, environment }: JobCreate) {
  const { cpu_cores = null, memory = null, gpu_model = null, gpu_archi = null, gpu_mem = null } = hardware ?? {}
  const isOnGpu = gpu_model !== null || gpu_archi !== null || (gpu_mem ?? 0) > 0
  const isDeclared = environment === 'cloud'
  return {
    ...((!isDeclared || cpu_cores !== null) && { cpu: Math.max(0, cpu_cores ?? 0) }),
    ...((!isDeclared || memory !== null) && { memory_bytes: Math.max(0, memory ?? 0) * mebibyte }),
    ...((!isDeclared || isOnGpu) && { gpu: isOnGpu ? 1 : 0 }),
    ...(gpu_model !== null && { gpu_model }),
    ...(gpu_archi !== null && { gpu_arch: gpu_archi }),
    ...(gpu_mem !== null && gpu_mem > 0 && { gpu_memory_bytes: gpu_mem * mebibyte }),
  }
}
