import { readdir, readFile } from 'node:fs/promises'

const ticksPerSecond = 100
const pageBytes = 4096

/** What a tree of processes uses just now. */
export interface TreeUse {
  readonly processes: number
  readonly cpu_seconds: number
  readonly resident_bytes: number
}

/** The processes below one, whatever session they are in; those of a pid namespace are all below its first. */
export async function descendantsOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(threads.map((thread) => textOf(`/proc/${pid}/task/${thread}/children`)))
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
  const further = await Promise.all(children.map(descendantsOf))
  return [...children, ...further.flat()]
}

/** When a process started, which tells it from a later one with its number; undefined once it is dead. */
export async function startOf(pid: number): Promise<string | undefined> {
  const fields = await statOf(pid)
  return fields === undefined || fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19]
}

export async function useOf(pids: readonly number[]): Promise<TreeUse> {
  const stats = (await Promise.all(pids.map(statOf))).filter((fields) => fields !== undefined)
  const sum = (at: number) => stats.reduce((total, fields) => total + Number(fields[at] ?? 0), 0)
  return {
    processes: stats.length,
    // utime, stime and the same of children that are over
    cpu_seconds: (sum(11) + sum(12) + sum(13) + sum(14)) / ticksPerSecond,
    resident_bytes: sum(21) * pageBytes,
  }
}

/** Memory in which what processes share counts once; dearer to read than `useOf`. Undefined: it cannot be read. */
export async function proportionalBytes(pids: readonly number[]): Promise<number | undefined> {
  const texts = await Promise.all(pids.map((pid) => textOf(`/proc/${pid}/smaps_rollup`)))
  const sizes = texts.flatMap((text) => /^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? [])
  return sizes.length === 0 ? undefined : sizes.reduce((total, size) => total + Number(size) * 1024, 0)
}

/** From the state on: the name before it may hold anything. */
async function statOf(pid: number): Promise<string[] | undefined> {
  const text = await textOf(`/proc/${pid}/stat`)
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ')
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '')
}
