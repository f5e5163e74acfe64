import type { Usage, Work } from '../executor.ts'
import type { Quota } from '../folder-size.ts'
import { noGpus } from '../gpu.ts'
import { roomGauge } from '../room.ts'
import type { ControlGroup } from './control-group.ts'
import { descendantsOf, proportionalBytes, useOf } from './process-tree.ts'

export interface Watched {
  readonly work: Work
  readonly group: ControlGroup
  readonly quota: Quota
  /** The first process of the job, once it is known. */
  readonly first: () => number | undefined
  readonly exceeded: (cause: 'out_of_memory' | 'disk_full') => void
}

export interface Watch {
  readonly stop: () => Promise<void>
  readonly usage: () => Promise<Usage>
}

const intervalMilliseconds = 200

/** Looks at what a job uses until it is stopped. */
export function watch(watched: Watched): Watch {
  const started = performance.now()
  const use: Use = { cpu: 0, peak: 0 }
  const isFull = roomGauge(watched.work, watched.quota)
  let looking: Promise<void> = Promise.resolve()
  let isStopped = false
  const look = () => {
    looking = lookAt(watched, use).then(async () => {
      if (await isFull()) watched.exceeded('disk_full')
      if (!isStopped) timer = setTimeout(look, intervalMilliseconds)
    })
  }
  let timer = setTimeout(look, intervalMilliseconds)
  return {
    stop: async () => {
      isStopped = true
      clearTimeout(timer)
      await looking
    },
    usage: async () => ({
      seconds: (performance.now() - started) / 1000,
      cpu_seconds: (await watched.group.cpuSeconds()) ?? (use.peak > 0 ? use.cpu : null),
      peak_memory_bytes: (await watched.group.peakMemoryBytes()) ?? (use.peak > 0 ? use.peak : null),
      ...noGpus,
    }),
  }
}

interface Use {
  cpu: number
  peak: number
}

async function lookAt({ work, group, first, exceeded }: Watched, use: Use): Promise<void> {
  const pid = first()
  if (!group.holdsMemory && pid !== undefined) {
    const pids = [pid, ...(await descendantsOf(pid))]
    const { cpu_seconds, resident_bytes } = await useOf(pids)
    use.cpu = Math.max(use.cpu, cpu_seconds)
    use.peak = Math.max(use.peak, resident_bytes)
    const most = work.limits.memory_bytes
    if (resident_bytes > most && ((await proportionalBytes(pids)) ?? resident_bytes) > most) exceeded('out_of_memory')
  } else if (await group.outOfMemory()) exceeded('out_of_memory')
}
