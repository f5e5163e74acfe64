import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export type Controller = 'memory' | 'pids' | 'cpu' | 'cpuacct'

/** Where the group of a controller is; in version 2 of control groups that is one folder for all of them. */
export type GroupFolders = Partial<Record<Controller, string>>

/** What a control group tells of its members; null: it does not. */
export interface GroupUse {
  readonly outOfMemory: () => Promise<boolean>
  readonly cpuSeconds: () => Promise<number | null>
  readonly peakMemoryBytes: () => Promise<number | null>
}

export interface Membership {
  /** Empty: all that the folder has. */
  readonly controllers: readonly string[]
  readonly folder: string
}

/** The groups of a process, as they are seen from here. */
export async function membershipsOf(pid: number | 'self'): Promise<Membership[]> {
  const lines = (await readFile(`/proc/${pid}/cgroup`, 'utf8').catch(() => '')).split('\n')
  return lines.flatMap((line) => {
    const [, names, path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    if (names === undefined) return []
    return { controllers: names.split(',').filter(Boolean), folder: join('/sys/fs/cgroup', names, path) }
  })
}

export function isController(name: string): name is Controller {
  return ['memory', 'pids', 'cpu', 'cpuacct'].includes(name)
}

export function groupUse({ memory, cpu, cpuacct }: GroupFolders): GroupUse {
  return {
    outOfMemory: async () => {
      const events = (await readFrom(memory, 'memory.oom_control')) ?? (await readFrom(memory, 'memory.events'))
      return Number(/^oom_kill (\d+)/m.exec(events ?? '')?.[1] ?? 0) > 0
    },
    cpuSeconds: async () => {
      const nanoseconds = await readFrom(cpuacct, 'cpuacct.usage')
      if (nanoseconds !== undefined) return Number(nanoseconds) / 1e9
      const microseconds = /^usage_usec (\d+)/m.exec((await readFrom(cpu, 'cpu.stat')) ?? '')?.[1]
      return microseconds === undefined ? null : Number(microseconds) / 1e6
    },
    peakMemoryBytes: async () => {
      const files = ['memory.max_usage_in_bytes', 'memory.peak']
      const texts = await Promise.all(files.map((file) => readFrom(memory, file)))
      const text = texts.find((found) => found !== undefined)
      return text === undefined ? null : Number(text)
    },
  }
}

async function readFrom(folder: string | undefined, file: string): Promise<string | undefined> {
  if (folder === undefined) return undefined
  return await readFile(join(folder, file), 'utf8').catch(() => undefined)
}
