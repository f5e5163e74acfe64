import type { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { Usage } from '../executor.ts'

export interface Watched {
  readonly container: Docker.Container
  readonly isFull: () => Promise<boolean>
  readonly full: () => void
}

type ContainerUsage = Pick<Usage, 'cpu_seconds' | 'peak_memory_bytes'>

const intervalMilliseconds = 200

/** Looks at what a container uses until it is asked for the use so far: nobody can tell of it afterwards. */
export function watchContainer({ container, isFull, full }: Watched): () => Promise<ContainerUsage> {
  let [cpu, peak]: [number | null, number | null] = [null, null]
  let isOver = false
  async function look(): Promise<void> {
    const [used, isTooMuch] = await Promise.all([useOf(container), isFull()])
    cpu = used.cpu_seconds === null ? cpu : Math.max(cpu ?? 0, used.cpu_seconds)
    peak = used.peak_memory_bytes === null ? peak : Math.max(peak ?? 0, used.peak_memory_bytes)
    if (isTooMuch) full()
    if (!isOver) timer = setTimeout(again, intervalMilliseconds)
  }
  const again = () => {
    looking = look()
  }
  let timer: NodeJS.Timeout | undefined
  let looking = look()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await looking
    return { cpu_seconds: cpu, peak_memory_bytes: peak }
  }
}

async function useOf(container: Docker.Container): Promise<ContainerUsage> {
  try {
    const stats = await container.stats({ stream: false, 'one-shot': true })
    const nanoseconds = stats.cpu_stats.cpu_usage.total_usage
    const { usage, max_usage, stats: parts } = stats.memory_stats
    const memory = max_usage ?? (usage === undefined ? null : usage - (parts?.inactive_file ?? 0))
    return { cpu_seconds: nanoseconds > 0 ? nanoseconds / 1e9 : null, peak_memory_bytes: memory }
  } catch {
    // it is over
    return { cpu_seconds: null, peak_memory_bytes: null }
  }
}

/** Calls once the kernel has ended a process of the container for its memory. */
export async function onOutOfMemory(docker: Docker, id: string, call: () => void): Promise<Disposable> {
  const events = await docker.getEvents({ filters: { container: [id], event: ['oom'] } })
  events.on('data', call)
  // the daemon is gone, which others notice
  events.on('error', () => undefined)
  return { [Symbol.dispose]: () => destroy(events) }
}

function destroy(stream: NodeJS.ReadableStream & Partial<Pick<Readable, 'destroy'>>): void {
  stream.destroy?.()
}
