import { createReadStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { BroughtFile, BroughtJob, BroughtRun } from '@assay/core'
import type { z } from 'zod'
import { jobStatus, moduleStatus, runStatus } from './statuses.ts'

/** What mip_server keeps: outputs, and beside them temps and runs. */
export interface MipFolder {
  readonly outputs: string
  readonly temps: string
  readonly runs: string
}

/** The folder that holds outputs, temps and runs, or outputs itself. */
export async function findMipFolder(path: string): Promise<MipFolder> {
  const inside = await stat(join(path, 'outputs')).catch(() => undefined)
  const top = inside?.isDirectory() ? path : join(path, '..')
  const outputs = inside?.isDirectory() ? join(path, 'outputs') : path
  return { outputs, temps: join(top, 'temps'), runs: join(top, 'runs') }
}

/** Each job as a run, with every module that was executed under its name, in the order of their names. */
export async function* readMipJobs(folder: MipFolder, owner_id: string): AsyncGenerator<BroughtRun> {
  const { maps, keys } = await readRuns(folder)
  for (const file of await namesIn(folder.outputs, '.json')) {
    const { data: job } = jobStatus.safeParse(await readJson(join(folder.outputs, file)))
    const name = file.slice(0, -'.json'.length)
    if (!job) continue
    const map = maps.get(name) ?? ''
    const hide = (text: string) => hideKeys(text, keys)
    const jobs = await readModules(folder, { job: name, map, hide })
    const last = jobs
      .map(({ finished_at }) => finished_at)
      .toSorted()
      .at(-1)
    const { modules, force_rerun, start_time: created_at } = job
    const metadata = { mip: { job: name, modules, map, force_rerun }, brought_from: 'mip_server' }
    const finished_at = job.stop_time ?? last ?? created_at
    if (jobs.length > 0) yield { owner_id, name, created_at, finished_at, metadata, jobs }
  }
}

interface OfJob {
  readonly job: string
  readonly map: string
  hide(text: string): string
}

async function readModules(folder: MipFolder, of: OfJob): Promise<BroughtJob[]> {
  const top = join(folder.outputs, of.job)
  const found: BroughtJob[] = []
  for (const file of await namesIn(top, '.json')) {
    const { data: status } = moduleStatus.safeParse(await readJson(join(top, file)))
    if (status) found.push(await toBrought(folder, of, { ...status, module: file.slice(0, -'.json'.length) }))
  }
  return found
}

type Module = z.output<typeof moduleStatus>

/** A module is done where its marker is: its own status may say otherwise. */
async function toBrought(folder: MipFolder, { job, map, hide }: OfJob, status: Module): Promise<BroughtJob> {
  const { module: name, start_time: started_at, exception } = status
  const marker = await stat(join(folder.outputs, job, `${name}.task`)).catch(() => undefined)
  return {
    ...{ name, application: 'mip', version: 'before', parameters: map === '' ? {} : { map } },
    failed: marker ? null : (exception ?? `mip_server has left it as ${status.status}, without its marker.`),
    log: hide(status.log ?? ''),
    started_at,
    finished_at: status.stop_time ?? started_at,
    files: filesOf(folder, { job, name, isDone: marker !== undefined }),
  }
}

async function* filesOf(
  { outputs, temps }: MipFolder,
  { job, name, isDone }: { readonly job: string; readonly name: string; readonly isDone: boolean },
): AsyncGenerator<BroughtFile> {
  if (!isDone) return
  yield* filesBelow(join(outputs, job, name), 'result')
  yield* filesBelow(join(temps, job, name), 'temps')
}

/** Links lead anywhere: they are left out. */
async function* filesBelow(top: string, output: string): AsyncGenerator<BroughtFile> {
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries.filter((one) => one.isFile())) {
    const whole = join(entry.parentPath, entry.name)
    yield { output, path: relative(top, whole), open: () => createReadStream(whole) }
  }
}

/** The maps of jobs, by that of their last run, and the keys that were given. */
async function readRuns({ runs }: MipFolder) {
  const maps = new Map<string, string>()
  const keys = new Set<string>()
  for (const file of await namesIn(runs, '.json')) {
    const { data } = runStatus.safeParse(await readJson(join(runs, file)))
    if (!data) continue
    maps.set(data.payload.job, data.payload.map)
    if (data.payload.openai_key !== '') keys.add(data.payload.openai_key)
  }
  return { maps, keys }
}

/** Logs hold the whole command of the container. */
function hideKeys(text: string, keys: ReadonlySet<string>): string {
  const said = text.replaceAll(/(OPENAI_API_KEY=)[^\s"']+/g, '$1***')
  return [...keys].reduce((rest, key) => rest.replaceAll(key, '***'), said)
}

async function namesIn(folder: string, ending: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith(ending)).toSorted()
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
