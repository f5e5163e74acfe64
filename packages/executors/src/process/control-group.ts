import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkLimits } from '../executor.ts'

/** What the kernel holds a job to, where this process may make groups of it. */
export interface ControlGroup extends AsyncDisposable {
  /** Files into which a process writes its pid to become a member. */
  readonly entrances: readonly string[]
  readonly holdsMemory: boolean
  readonly holdsPids: boolean
  readonly outOfMemory: () => Promise<boolean>
  readonly cpuSeconds: () => Promise<number | null>
  readonly peakMemoryBytes: () => Promise<number | null>
}

const prefix = 'assay-job-'

type Controller = 'memory' | 'pids' | 'cpu' | 'cpuacct'
type Folders = Partial<Record<Controller, string>>

/** Makes a group in each controller that lets it; empty where none does. */
export async function openControlGroup(limits: WorkLimits | undefined): Promise<ControlGroup> {
  const folders = limits ? await makeFolders(await ownFolders(), limits) : {}
  const { memory, cpu, cpuacct } = folders
  return {
    entrances: [...new Set(Object.values(folders))].map((folder) => join(folder, 'cgroup.procs')),
    holdsMemory: memory !== undefined,
    holdsPids: folders.pids !== undefined,
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
    async [Symbol.asyncDispose]() {
      await Promise.all([...new Set(Object.values(folders))].map(remove))
    },
  }
}

/** Removes the groups of jobs whose worker was killed: those that hold nobody. */
export async function removeAbandonedGroups(): Promise<void> {
  for (const folder of new Set(Object.values(await ownFolders()))) {
    const names = await readdir(folder).catch(() => [])
    const left = names.filter((name) => name.startsWith(prefix))
    await Promise.all(left.map((name) => rmdir(join(folder, name)).catch(() => undefined)))
  }
}

/** Where the groups of this process are: of each controller its own (version 1), or one for all (version 2). */
async function ownFolders(): Promise<Folders> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8').catch(() => '')).split('\n')
  const folders: Folders = {}
  for (const line of lines) {
    const [, names = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
    const root = names === '' ? '/sys/fs/cgroup' : `/sys/fs/cgroup/${names}`
    const controllers = names === '' ? await controllersIn(join(root, path)) : names.split(',')
    for (const name of controllers) if (isController(name)) folders[name] ??= join(root, path)
  }
  return folders
}

function isController(name: string): name is Controller {
  return ['memory', 'pids', 'cpu', 'cpuacct'].includes(name)
}

async function controllersIn(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'cgroup.controllers'), 'utf8').catch(() => '')
  const names = text.trim().split(' ').filter(isController)
  const wanted = names.map((name) => `+${name}`).join(' ')
  // refused while the group has members of its own: then nothing below it is held to anything
  return await writeFile(join(folder, 'cgroup.subtree_control'), wanted).then(
    () => names,
    () => [],
  )
}

async function makeFolders(parents: Folders, limits: WorkLimits): Promise<Folders> {
  const name = `${prefix}${randomUUID()}`
  const made: Folders = {}
  for (const controller of Object.keys(parents).filter(isController)) {
    const folder = join(parents[controller] ?? '', name)
    if (await isHeld(folder, limitFiles(controller, limits))) made[controller] = folder
    else if (!Object.values(made).includes(folder)) await remove(folder)
  }
  return made
}

/** Each limit by the names of its file in both versions. Swap would let a job outgrow its memory. */
function limitFiles(controller: Controller, limits: WorkLimits): Record<string, number | string> {
  const quota = Math.max(1000, Math.round(limits.cpu * 100_000))
  const files: Record<Controller, Record<string, number | string>> = {
    memory: {
      'memory.limit_in_bytes': limits.memory_bytes,
      'memory.memsw.limit_in_bytes': limits.memory_bytes,
      'memory.max': limits.memory_bytes,
      'memory.swap.max': 0,
      'memory.oom.group': 1,
    },
    pids: { 'pids.max': limits.pids + ownProcesses },
    cpu: { 'cpu.cfs_quota_us': quota, 'cpu.max': `${quota} 100000` },
    cpuacct: {},
  }
  return files[controller]
}

/** The sandbox itself needs some. */
const ownProcesses = 4

async function isHeld(folder: string, files: Record<string, number | string>): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    const there = new Set(await readdir(folder))
    const known = Object.entries(files).filter(([file]) => there.has(file))
    for (const [file, value] of known) await writeFile(join(folder, file), String(value))
    return known.length > 0 || Object.keys(files).length === 0
  } catch {
    return false
  }
}

async function readFrom(folder: string | undefined, file: string): Promise<string | undefined> {
  if (folder === undefined) return undefined
  return await readFile(join(folder, file), 'utf8').catch(() => undefined)
}

async function remove(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}
