import { readFile, readlink } from 'node:fs/promises'
import { parentsOfProcesses } from '../start/process-tree.ts'

/** As Linux counts for /proc, whatever the kernel's own ticks are. */
const ticksPerSecond = 100

/**
 * Seconds of processor time that processes, all that they started, and Postgres in a data directory have used so far.
 * Linux only.
 */
export async function processorSeconds(roots: readonly number[], data_dir: string): Promise<number> {
  const parents = await parentsOfProcesses()
  const tree = new Set(roots)
  for (const pid of parents.keys()) if (await isIn(pid, data_dir)) tree.add(pid)
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.add(child)
  }
  const used = await Promise.all([...tree].map(ticksOf))
  return used.reduce((sum, ticks) => sum + ticks, 0) / ticksPerSecond
}

async function isIn(pid: number, folder: string): Promise<boolean> {
  return (await readlink(`/proc/${pid}/cwd`).catch(() => '')).startsWith(folder)
}

/** Its own and that of its children that have ended; 0: it has ended meanwhile. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + (Number(ticks) || 0), 0)
}
