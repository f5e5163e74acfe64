import { randomUUID } from 'node:crypto'
import type { ContainerCreateOptions } from 'dockerode'
import { type Command, jobFolders } from '../command.ts'
import type { Work, WorkFolders } from '../executor.ts'
import { sharedMemoryBytes } from '../room.ts'
import type { Image } from './image.ts'

/** What a container is made of. */
export interface Contained {
  readonly work: Work
  readonly command: Command
  readonly image: Image
  readonly user: string
  /** Where the daemon finds the folders. */
  readonly folders: WorkFolders
  readonly network: string
  readonly gpus: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

/** A container that has no more than its job needs. */
export function containerOptions(contained: Contained): ContainerCreateOptions {
  const { work, command, image, user, labels } = contained
  const mounts = jobMounts(contained)
  const own = new Set(mounts.map(({ Target }) => Target))
  const volumes = image.volumes
    .filter((path) => !own.has(path))
    .map((path) => memoryMount(path, sharedMemoryBytes(work)))
  return {
    name: `assay-${randomUUID()}`,
    // by what it is, as what a tag means may change any time
    Image: image.id,
    ...(command.argv.length === 0 ? {} : { Entrypoint: [...command.argv], Cmd: [] }),
    Env: Object.entries({ ...command.environment, ...visibleGpus(contained) }).map(([name, text]) => `${name}=${text}`),
    User: user,
    ...(work.container?.folder === undefined && { WorkingDir: jobFolders.working }),
    Hostname: 'job',
    Labels: { ...labels },
    Healthcheck: { Test: ['NONE'] },
    StopSignal: 'SIGTERM',
    HostConfig: {
      ...powerless,
      ...limits(work, contained.gpus),
      Mounts: [...mounts, ...volumes],
      NetworkMode: contained.network,
    },
  }
}

const powerless = {
  CapDrop: ['ALL'],
  SecurityOpt: ['no-new-privileges'],
  Privileged: false,
  ReadonlyRootfs: true,
  IpcMode: 'private',
  Init: true,
  AutoRemove: false,
  RestartPolicy: { Name: 'no' },
  // what it writes goes to whoever listens, who says how fast
  LogConfig: { Type: 'none', Config: {} },
}

function limits(work: Work, gpus: readonly string[]) {
  const { cpu, memory_bytes, disk_bytes, pids, gpu } = work.limits
  const which = gpus.length > 0 ? { DeviceIDs: [...gpus] } : { Count: gpu }
  return {
    NanoCpus: Math.round(cpu * 1e9),
    Memory: memory_bytes,
    MemorySwap: memory_bytes,
    ShmSize: sharedMemoryBytes(work),
    // its init is one of them
    PidsLimit: pids + 1,
    Ulimits: [
      { Name: 'fsize', Soft: disk_bytes + 1, Hard: disk_bytes + 1 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
    ...(gpu > 0 ? { DeviceRequests: [{ ...which, Capabilities: [['gpu']] }] } : {}),
  }
}

/** Where NVIDIA's runtime is that of all containers, an image could ask it for every processor by a variable. */
function visibleGpus({ work, command, image, gpus }: Contained): Record<string, string> {
  const name = 'NVIDIA_VISIBLE_DEVICES'
  if (gpus.length > 0) return { [name]: gpus.join(',') }
  const isAsked = image.variables.has(name) || name in command.environment
  return work.limits.gpu === 0 && isAsked ? { [name]: 'void' } : {}
}

/** Where the container finds the folders of its job. */
export function foldersWithin({ container }: Work): WorkFolders {
  const folder = container?.folder
  return folder === undefined ? jobFolders : { working: folder, input: folder, output: folder, temp: '/tmp' }
}

function jobMounts({ folders, work }: Contained) {
  const folder = work.container?.folder
  if (folder !== undefined) return [mount(folders.output, folder), mount(folders.temp, '/tmp')]
  return [
    mount(folders.working, jobFolders.working),
    { ...mount(folders.input, jobFolders.input), ReadOnly: true },
    mount(folders.output, jobFolders.output),
    mount(folders.temp, jobFolders.temp),
    mount(folders.temp, '/tmp'),
  ]
}

function mount(Source: string, Target: string) {
  return { Type: 'bind' as const, Source, Target, BindOptions: { Propagation: 'rprivate' as const } }
}

/** Where an image declares a volume: written there, it would be in nobody's room, so that it is memory of the job. */
function memoryMount(Target: string, SizeBytes: number) {
  return { Type: 'tmpfs' as const, Source: '', Target, TmpfsOptions: { SizeBytes, Mode: 0o1777 } }
}
