import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type Controller,
  type GroupFolders,
  type GroupUse,
  groupUse,
  isController,
  membershipsOf,
} from '../control-group-use.ts'
import type { WorkLimits } from '../executor.ts'
import { isAbandonedGroup, newGroupName } from './group-name.ts'

/** What the kernel holds a job to, where this process may make groups of it. */
export interface ControlGroup extends GroupUse, AsyncDisposable {
  /** Files into which a process writes its pid to become a member. */
  readonly entrances: readonly string[]
  readonly holdsMemory: boolean
  readonly holdsPids: boolean
}

/** Makes a group in each controller that lets it; empty where none does. */
export async function openControlGroup(limits: WorkLimits | undefined): Promise<ControlGroup> {
  const folders = limits ? await makeFolders(await ownFolders(), limits) : {}
  return {
    entrances: [...new Set(Object.values(folders))].map((folder) => join(folder, 'cgroup.procs')),
    holdsMemory: folders.memory !== undefined,
    holdsPids: folders.pids !== undefined,
    ...groupUse(folders),
    async [Symbol.asyncDispose]() {
      await Promise.all([...new Set(Object.values(folders))].map(remove))
    },
  }
}

/** Removes the groups of jobs whose worker was killed; one that a worker has just made holds nobody yet, and stays. */
export async function removeAbandonedGroups(): Promise<void> {
  for (const folder of new Set(Object.values(await ownFolders()))) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names) if (await isAbandonedGroup(name)) await remove(join(folder, name))
  }
}

/** Where the groups of this process are: of each controller its own (version 1), or one for all (version 2). */
async function ownFolders(): Promise<GroupFolders> {
  const folders: GroupFolders = {}
  for (const { controllers, folder } of await membershipsOf('self')) {
    const names = controllers.length === 0 ? await controllersIn(folder) : controllers
    for (const name of names) if (isController(name)) folders[name] ??= folder
  }
  return folders
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

async function makeFolders(parents: GroupFolders, limits: WorkLimits): Promise<GroupFolders> {
  const name = await newGroupName()
  const made: GroupFolders = {}
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

async function remove(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}
