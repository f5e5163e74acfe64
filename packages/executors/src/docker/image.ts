import type Docker from 'dockerode'
import type { Container, Listener } from '../executor.ts'
import { ExecutorAway, WorkRefused } from '../refusal.ts'
import { daemonFault, saidIn, statusOf } from './daemon.ts'
import { referenceOf, repositoryOf } from './image-reference.ts'
import { pullProgress } from './pull-progress.ts'

/** An image that the daemon has. */
export interface Image {
  readonly id: string
  readonly reference: string
  /** Of the registry it is from; of what has never seen one, its own. */
  readonly digest: string
  /** Names of the variables that it sets. */
  readonly variables: ReadonlySet<string>
  /** Where it wants to keep what it writes. */
  readonly volumes: readonly string[]
  /** Whether it was not here before. */
  readonly isPulled: boolean
}

/** The image of the work: pulled if it is not here. Undefined: stopped meanwhile. */
export async function provideImage(
  docker: Docker,
  container: Container,
  listener: Listener,
): Promise<Image | undefined> {
  const reference = referenceOf(container.image)
  const found = await findImage(docker, reference)
  if (found) return { ...found, isPulled: false }
  if (!(await pull(docker, { reference, registry: container.registry }, listener))) return undefined
  const pulled = await findImage(docker, reference)
  if (!pulled) throw new ExecutorAway(`The image ${reference} was pulled and is gone again.`)
  return { ...pulled, isPulled: true }
}

async function findImage(docker: Docker, reference: string): Promise<Omit<Image, 'isPulled'> | undefined> {
  try {
    const { Id: id, RepoDigests: digests, Config: config } = await docker.getImage(reference).inspect()
    const variables = new Set((config?.Env ?? []).map((pair) => pair.replace(/=.*$/s, '')))
    return { id, reference, digest: digestOf(reference, digests) ?? id, variables, volumes: volumesOf(config) }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw daemonFault(error)
  }
}

function digestOf(reference: string, digests: readonly string[] | undefined): string | undefined {
  const repository = repositoryOf(reference)
  const all = digests ?? []
  return (all.find((one) => one.startsWith(`${repository}@`)) ?? all[0])?.replace(/^.*@/, '')
}

function volumesOf(config: { readonly Volumes?: unknown } | undefined): string[] {
  const volumes = config?.Volumes
  return typeof volumes === 'object' && volumes !== null ? Object.keys(volumes) : []
}

interface Pull {
  readonly reference: string
  readonly registry: Container['registry']
}

/** Whether it came to its end. */
async function pull(docker: Docker, { reference, registry }: Pull, listener: Listener): Promise<boolean> {
  const { signal, onPhase } = listener
  if (signal.aborted) return false
  onPhase?.({ phase: 'pulling', progress: 0 })
  const given = { abortSignal: signal, ...(registry === null ? {} : { authconfig: registry }) }
  try {
    const progress = pullProgress()
    for await (const told of linesOf(await docker.pull(reference, given))) {
      if ('error' in told) throw pullFault(reference, String(told.error))
      onPhase?.({ phase: 'pulling', progress: progress(told) })
    }
  } catch (error) {
    if (signal.aborted) return false
    if (error instanceof WorkRefused || error instanceof ExecutorAway) throw error
    throw statusOf(error) === undefined ? daemonFault(error) : pullFault(reference, saidIn(error))
  }
  return !signal.aborted
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<object> {
  let rest = ''
  for await (const chunk of stream) {
    const lines = `${rest}${String(chunk)}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.filter((text) => text.trim() !== '')) {
      const told: unknown = JSON.parse(line)
      if (typeof told === 'object' && told !== null) yield told
    }
  }
}

function pullFault(reference: string, said: string): Error {
  if (/unauthorized|denied|no basic auth|forbidden|authentication required/i.test(said))
    return new WorkRefused(
      `The image ${reference} may not be pulled, or does not exist. Name a secret with user:password of its registry ` +
        `in "registry_secret". The registry says: ${said}`,
    )
  if (/manifest.*(unknown|not found)|not found|no matching manifest|invalid reference|name unknown/i.test(said))
    return new WorkRefused(`There is no image ${reference} for this machine. The registry says: ${said}`)
  return new ExecutorAway(`The image ${reference} cannot be pulled now: ${said}`)
}
