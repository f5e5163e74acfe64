import { isAbsolute, join, relative } from 'node:path'
import type Docker from 'dockerode'
import { commandOf } from '../command.ts'
import type { Work, WorkFolders } from '../executor.ts'
import { ExecutorAway } from '../refusal.ts'
import { containerOptions, foldersWithin } from './container-options.ts'
import { daemonFault, statusOf } from './daemon.ts'
import type { JobIdentity } from './identity.ts'
import type { Image } from './image.ts'
import { labelsOf, type Owner } from './leftovers.ts'
import { networkOf } from './network.ts'

/** A folder of this process, and where the daemon finds it. */
export interface SeenFolders {
  readonly here: string
  readonly there: string
}

interface Creating {
  readonly docker: Docker
  readonly owner: Owner
  /** The network of containers that ask for one; undefined: one of their own. */
  readonly network: string | undefined
  /** Where the daemon finds a folder of this process; undefined: at the same place. */
  readonly seen: SeenFolders | undefined
  readonly work: Work
  readonly image: Image
  readonly identity: JobIdentity
  readonly gpus: readonly string[]
}

/** Makes a container, and returns its id. Throws ExecutorAway. */
export async function createContainer(creating: Creating): Promise<string> {
  const { docker, owner, network, seen, work, image, identity, gpus } = creating
  const standard = image.variables.has('LANG') ? {} : { LANG: 'C.UTF-8' }
  const contained = {
    ...{ work, image, gpus, user: identity.user },
    command: commandOf(work, foldersWithin(work), standard),
    folders: foldersThere(work.folders, seen),
    network: work.network ? await networkOf(docker, network ?? null) : 'none',
    labels: labelsOf(owner),
  }
  try {
    return (await docker.createContainer(containerOptions(contained))).id
  } catch (error) {
    if (statusOf(error) === 404) throw new ExecutorAway('The image was removed as it was needed.', { cause: error })
    throw daemonFault(error)
  }
}

function foldersThere(folders: WorkFolders, seen: SeenFolders | undefined): WorkFolders {
  if (!seen) return folders
  const there = (folder: string) => {
    const path = relative(seen.here, folder)
    return path.startsWith('..') || isAbsolute(path) ? folder : join(seen.there, path)
  }
  const { working, input, output, temp } = folders
  return { working: there(working), input: there(input), output: there(output), temp: there(temp) }
}
