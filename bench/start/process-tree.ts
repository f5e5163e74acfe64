import { readdir, readFile } from 'node:fs/promises'

/** Memory of a process and all that it started, in bytes. */
export interface TreeMemory {
  readonly processes: number
  /** Resident; what processes share is counted once for each of them. */
  readonly resident_bytes: number
  /** Proportional: what processes share is counted once in all. */
  readonly proportional_bytes: number
}

/** Reads the memory of a process tree from /proc, so on Linux only. */
export async function memoryOfTree(root: number): Promise<TreeMemory> {
  const parents = await parentsOfProcesses()
  const tree = new Set([root])
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.add(child)
  }
  const memories = await Promise.all([...tree].map(memoryOf))
  const sum = (name: 'Rss' | 'Pss') => memories.reduce((total, memory) => total + (memory.get(name) ?? 0), 0)
  return { processes: tree.size, resident_bytes: sum('Rss'), proportional_bytes: sum('Pss') }
}

/** Of each process that there is, the one that started it. */
export async function parentsOfProcesses(): Promise<Map<number, number>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(pids.map(async (pid) => [pid, await parentOf(pid)] as const))
  return new Map(parents)
}

/** NaN: it has ended meanwhile. */
async function parentOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? Number.NaN)
}

async function memoryOf(pid: number): Promise<Map<string, number>> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const lines = rollup.matchAll(/^(\w+):\s+(\d+) kB$/gm)
  return new Map([...lines].map(([, name = '', kibibytes = '0']) => [name, Number(kibibytes) * 1024]))
}
