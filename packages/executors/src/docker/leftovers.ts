import { setTimeout as after } from 'node:timers/promises'
import type Docker from 'dockerode'
import { ExecutorAway } from '../refusal.ts'
import { asked, statusOf } from './daemon.ts'

const workerLabel = 'assay.worker'
const sessionLabel = 'assay.session'
const retryMilliseconds = 200
const patienceMilliseconds = 10_000

/** Whose containers are whose: of a worker, and of one life of it. */
export interface Owner {
  readonly worker: string
  readonly session: string
}

export function labelsOf({ worker, session }: Owner): Record<string, string> {
  return { [workerLabel]: worker, [sessionLabel]: session }
}

/** Removes what earlier lives of the same worker have left, and of no other. */
export async function removeLeftovers(docker: Docker, { worker, session }: Owner): Promise<void> {
  const filters = { label: [`${workerLabel}=${worker}`] }
  const containers = await asked(docker.listContainers({ all: true, filters }))
  const left = containers.filter(({ Labels }) => Labels[sessionLabel] !== session)
  await Promise.all(left.map(({ Id }) => removeContainer(docker, Id)))
}

/** Removes a container, whatever it does, and returns once it is gone. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const until = performance.now() + patienceMilliseconds
  for (;;) {
    try {
      await docker.getContainer(id).remove({ force: true, v: true })
      await docker.getContainer(id).inspect()
    } catch (error) {
      if (statusOf(error) === 404) return
      if (performance.now() > until)
        throw new ExecutorAway('It cannot be confirmed that the container is gone.', { cause: error })
    }
    await after(retryMilliseconds)
  }
}
