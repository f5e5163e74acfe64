import type { Work, WorkFolders, WorkLimits } from '@assay/executors'
import type { ApplicationSpec, JobMaterial } from '@assay/schemas'

/** What a job is held to where its entrypoint does not say. */
export interface DefaultLimits {
  /** What a job may write that does not say how much. Default: 10 GiB. */
  readonly disk_bytes?: number
  /** The most processes and threads of a job. Default: 1,024. */
  readonly pids?: number
}

const gibibyte = 1024 ** 3

interface Prepared {
  readonly spec: ApplicationSpec
  readonly material: JobMaterial
  readonly folders: WorkFolders
  readonly limits: WorkLimits
}

/** What an executor is told to do. */
export function workOf({ spec, material, folders, limits }: Prepared): Work {
  const { command, environment, network, executor, image } = spec
  const open = ['INPUT_DIR', 'OUTPUT_DIR', 'TEMP_DIR'].map((name) => [name, `\${${name}}`])
  return {
    command,
    environment: { ...environment, ...Object.fromEntries(open) },
    secrets: material.secrets,
    folders,
    limits,
    network,
    container: executor === 'docker' && image !== null ? containerOf(spec, image, material) : null,
  }
}

function containerOf(
  { user, folder }: ApplicationSpec,
  image: string,
  { registry }: JobMaterial,
): NonNullable<Work['container']> {
  return { image, user, registry, ...(folder !== undefined && { folder }) }
}

/** What a job is held to. */
export function limitsOf({ resources, timeout_seconds }: ApplicationSpec, defaults: DefaultLimits): WorkLimits {
  const { cpu, memory_bytes, disk_bytes = defaults.disk_bytes ?? 10 * gibibyte, gpu } = resources
  return { cpu, memory_bytes, disk_bytes, gpu, timeout_seconds, pids: defaults.pids ?? 1024 }
}
