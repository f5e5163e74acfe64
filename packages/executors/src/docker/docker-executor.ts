import { randomUUID } from 'node:crypto'
import { chmod, chown } from 'node:fs/promises'
import type Docker from 'dockerode'
import type { Container, Ending, Executor, Listener, Work } from '../executor.ts'
import { type Gpus, noGpus, openGpus } from '../gpu.ts'
import { WorkRefused } from '../refusal.ts'
import { writable } from '../room.ts'
import { createContainer, type SeenFolders } from './create.ts'
import { openDaemon } from './daemon.ts'
import { identityOf, type JobIdentity } from './identity.ts'
import { provideImage } from './image.ts'
import { type Owner, removeContainer, removeLeftovers } from './leftovers.ts'
import { openPulledImages, type PulledImages } from './pulled-images.ts'
import { runContainer } from './run.ts'

export interface DockerOptions {
  /** Marks its containers: what a worker of this name has left, it removes when it is back. */
  readonly worker: string
  /** Socket of the daemon. Default: that of DOCKER_HOST, else of the system. */
  readonly socket?: string
  /** Network of containers that ask for one. Default: one of their own, in which they do not reach each other. */
  readonly network?: string
  /** Where the daemon finds the folder `here` of this process, if that is in a container itself. */
  readonly folders?: SeenFolders
  /** The most files and folders that work may write. Default: a million. */
  readonly mostFiles?: number
  /** How long work has between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMilliseconds?: number
  /** Remembers which images were pulled, for `tidyImages`. Default: nothing is remembered. */
  readonly imagesFile?: string
  /** The program that tells of graphics processors. Default: `nvidia-smi`. */
  readonly nvidiaSmi?: string
}

interface Opened {
  readonly docker: Docker
  readonly options: DockerOptions
  readonly owner: Owner
  readonly gpus: Gpus
  readonly images: PulledImages
}

/** Executes work in containers of a Docker daemon. */
export async function openDockerExecutor(options: DockerOptions): Promise<Executor> {
  const owner: Owner = { worker: options.worker, session: randomUUID() }
  const opened: Opened = {
    docker: openDaemon(options.socket),
    options,
    owner,
    gpus: openGpus(options.nvidiaSmi),
    images: openPulledImages(options.imagesFile),
  }
  let swept: Promise<void> | undefined
  async function sweep(): Promise<void> {
    swept ??= removeLeftovers(opened.docker, owner)
    await swept.catch((error: unknown) => {
      swept = undefined
      throw error
    })
  }
  // a daemon that is away is swept before its first work
  await sweep().catch(() => undefined)
  return {
    containment: 'docker',
    async execute(work, listener) {
      const container = allowed(work)
      if (listener.signal.aborted) return neverRun(null)
      await sweep()
      return await executeIn(opened, { work, container, listener })
    },
    async [Symbol.asyncDispose]() {},
  }
}

function allowed({ container }: Work): Container {
  if (!container) throw new WorkRefused('There is no image to make a container of.')
  return container
}

interface Asked {
  readonly work: Work
  readonly container: Container
  readonly listener: Listener
}

async function executeIn(opened: Opened, asked: Asked): Promise<Ending> {
  const { docker, options, owner, gpus, images } = opened
  const { work, container, listener } = asked
  const identity = await identityOf(docker, container.user)
  const image = await provideImage(docker, container, listener)
  if (!image || listener.signal.aborted) return neverRun(image?.digest ?? null)
  await images.used(image)
  using taken = await gpus.take(work.limits.gpu)
  await giveFolders(work, identity)
  const id = await createContainer({
    ...{ docker, owner, work, image, identity, gpus: taken.ids },
    ...{ network: options.network, seen: options.folders },
  })
  const quota = { bytes: work.limits.disk_bytes, files: options.mostFiles ?? 1_000_000 }
  const graceMilliseconds = options.graceMilliseconds ?? 5000
  try {
    if (listener.signal.aborted) return neverRun(image.digest)
    const running = { docker, container: docker.getContainer(id), work, listener, quota, gpus, taken }
    return await runContainer({ ...running, digest: image.digest, graceMilliseconds })
  } finally {
    await removeContainer(docker, id)
  }
}

function neverRun(digest: string | null): Ending {
  const usage = { seconds: 0, cpu_seconds: 0, peak_memory_bytes: 0, ...noGpus }
  return { outcome: { how: 'stopped' }, usage, image_digest: digest }
}

async function giveFolders(work: Work, { owns }: JobIdentity): Promise<void> {
  if (owns === 'already') return
  const give = (folder: string) => (owns === 'anybody' ? chmod(folder, 0o777) : chown(folder, owns.uid, owns.gid))
  await Promise.all(writable(work).map(give))
}
