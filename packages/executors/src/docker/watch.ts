import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { type GroupUse, groupUse, isController, membershipsOf } from '../control-group-use.ts'
import type { Usage } from '../executor.ts'
import { knownProcess } from '../process/kill.ts'
import { startOf } from '../process/process-tree.ts'

export interface Watched {
  readonly container: Docker.Container
  readonly isFull: () => Promise<boolean>
  readonly full: () => void
  /** Called once its first process is seen to be dead, which the daemon tells later. */
  readonly dead: () => void
}

type ContainerUsage = Pick<Usage, 'cpu_seconds' | 'peak_memory_bytes'>

const intervalMilliseconds = 200

/** Looks at what a container uses until it is asked for the use so far: nobody can tell of it afterwards. */
export function watchContainer({ container, isFull, full, dead }: Watched): () => Promise<ContainerUsage> {
  const over = new AbortController()
  const here = seenFromHere(container)
  let [cpu, peak]: [number | null, number | null] = [null, null]
  async function look(): Promise<void> {
    const { group, isAlive } = await here
    const [used, isTooMuch] = await Promise.all([useOf(container, group, over.signal), isFull()])
    cpu = used.cpu_seconds === null ? cpu : Math.max(cpu ?? 0, used.cpu_seconds)
    peak = used.peak_memory_bytes === null ? peak : Math.max(peak ?? 0, used.peak_memory_bytes)
    if (isTooMuch) full()
    if (!(await isAlive())) dead()
    if (!over.signal.aborted) timer = setTimeout(again, intervalMilliseconds)
  }
  const again = () => {
    looking = look()
  }
  let timer: NodeJS.Timeout | undefined
  let looking = look()
  return async () => {
    over.abort()
    clearTimeout(timer)
    await looking
    return { cpu_seconds: cpu, peak_memory_bytes: peak }
  }
}

interface SeenFromHere {
  readonly group: GroupUse | undefined
  readonly isAlive: () => Promise<boolean>
}

/** Where the daemon is on this machine, the kernel tells more, and sooner, than the daemon does. */
async function seenFromHere(container: Docker.Container): Promise<SeenFromHere> {
  const unseen = { group: undefined, isAlive: async () => true }
  try {
    const { State } = await container.inspect()
    const first = await knownProcess(State.Pid)
    const groups = (await membershipsOf(State.Pid)).filter(({ folder }) => folder.includes(container.id))
    if (!first || groups.length === 0) return unseen
    // where both versions are mounted, the second is empty
    groups.sort((one, other) => one.controllers.length - other.controllers.length)
    const pairs = groups.flatMap(({ controllers, folder }) =>
      (controllers.length === 0 ? ['memory', 'cpu'] : controllers).filter(isController).map((name) => [name, folder]),
    )
    const isAlive = async () => (await startOf(first.pid)) === first.start
    return { group: groupUse(Object.fromEntries(pairs)), isAlive }
  } catch {
    // it is over
    return unseen
  }
}

async function useOf(
  container: Docker.Container,
  group: GroupUse | undefined,
  abortSignal: AbortSignal,
): Promise<ContainerUsage> {
  if (group) return { cpu_seconds: await group.cpuSeconds(), peak_memory_bytes: await group.peakMemoryBytes() }
  try {
    const options = { stream: false as const, 'one-shot': true, abortSignal }
    const { cpu_stats, memory_stats } = await container.stats(options)
    const nanoseconds = cpu_stats.cpu_usage.total_usage
    const { usage, max_usage, stats: parts } = memory_stats
    const memory = max_usage ?? (usage === undefined ? null : usage - (parts?.inactive_file ?? 0))
    return { cpu_seconds: nanoseconds > 0 ? nanoseconds / 1e9 : null, peak_memory_bytes: memory }
  } catch {
    // it is over
    return { cpu_seconds: null, peak_memory_bytes: null }
  }
}

/** Calls once the kernel has ended a process of the container for its memory. */
export async function onOutOfMemory(docker: Docker, id: string, call: () => void): Promise<Disposable> {
  const events = readable(await docker.getEvents({ filters: { container: [id], event: ['oom'] } }))
  events.on('data', call)
  // the daemon is gone, which others notice
  events.on('error', () => undefined)
  return { [Symbol.dispose]: () => void events.destroy() }
}

/** What the daemon streams. */
export function readable(stream: NodeJS.ReadableStream): Readable {
  return stream instanceof Readable ? stream : new Readable().wrap(stream)
}
