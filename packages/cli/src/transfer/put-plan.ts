import { faultOfPath } from '@assay/schemas'
import { type Assay, AssayError, type File } from '@assay/sdk'
import { wrongUsage } from '../command-error.ts'
import type { LocalFile } from './local-tree.ts'
import type { Failure } from './side-by-side.ts'

/** Where files go. */
export interface Target {
  /** The folder that all of them go into. */
  readonly base: string
  /** The path of what has this place below what was named. */
  pathOf(place: string): string
}

/** A file here, and its path there. */
export interface Planned extends LocalFile {
  readonly to: string
}

interface Whereto {
  readonly sources: readonly string[]
  readonly to: string
  readonly owner?: string | undefined
}

/** A single file goes to the path itself, unless a folder is there; everything else goes into it. */
export async function chooseTarget(
  assay: Assay,
  { to, owner, sources }: Whereto,
  files: readonly LocalFile[],
): Promise<Target> {
  const base = to.replace(/\/+$/, '')
  const fault = faultOfPath(base)
  if (fault) throw wrongUsage(`"${to}" is no path to send to: it ${fault}.`)
  const into = { base, pathOf: (place: string) => `${base}/${place}` }
  const isOneFile = sources.length === 1 && files[0]?.path === sources[0]
  if (!isOneFile || base !== to) return into
  const found = await findFile(assay, { path: base, owner })
  return found?.kind === 'folder' ? into : { base, pathOf: () => base }
}

interface Named {
  readonly path: string
  readonly owner?: string | undefined
  readonly signal?: AbortSignal
}

/** What is at a path, if anything is. */
async function findFile(assay: Assay, { path, ...options }: Named): Promise<File | undefined> {
  try {
    return await assay.files.get(path, options)
  } catch (error) {
    if (AssayError.is(error, 'FILE_NOT_FOUND')) return undefined
    throw error
  }
}

/** Names that cannot be taken, and two files for one path, are found before anything is sent. */
export function planPut(
  files: readonly LocalFile[],
  target: Target,
): { readonly planned: Planned[]; readonly refused: Failure[] } {
  const planned = new Map<string, Planned>()
  const refused: Failure[] = []
  for (const file of files) {
    const to = target.pathOf(file.place)
    const fault = faultOfPath(to)
    const other = planned.get(to.normalize())
    if (fault) refused.push({ path: file.path, code: 'INPUT_INVALID', message: `its path there ${fault}` })
    else if (other) refused.push({ path: file.path, code: 'PATH_TAKEN', message: `${other.path} goes to ${to} too` })
    else planned.set(to.normalize(), { ...file, to })
  }
  return { planned: [...planned.values()], refused }
}

interface Finding {
  readonly planned: readonly Planned[]
  readonly target: Target
  readonly owner: string | undefined
  readonly signal: AbortSignal
}

/** So many are asked for one by one; for more, folders are listed. */
const mostAsked = 8

/** What is there already of what is to be sent, by path. */
export async function findPresent(assay: Assay, finding: Finding): Promise<Map<string, File>> {
  const { planned, owner, signal } = finding
  if (planned.length <= mostAsked) {
    const found = await Promise.all(planned.map(({ to }) => findFile(assay, { path: to, owner, signal })))
    return new Map(found.flatMap((file) => (file ? [[file.path, file]] : [])))
  }
  const wanted = new Set(planned.map(({ to }) => to))
  const there = new Map<string, File>()
  for (const { path, recursive } of foldersOf(finding)) {
    const params = { owner, recursive, kind: 'file', limit: 1000 } as const
    try {
      for await (const file of assay.files.list(path, params, { signal })) {
        if (wanted.has(file.path)) there.set(file.path, file)
      }
    } catch (error) {
      // nothing is there yet, or what is in the way is told when a file is sent
      if (!AssayError.is(error, 'FILE_NOT_FOUND') && !AssayError.is(error, 'NOT_A_FOLDER')) throw error
    }
  }
  return there
}

/** The folders in which all of it would be: few that are large, or else the one around them. */
function foldersOf({ planned, target }: Finding): { readonly path: string; readonly recursive: boolean }[] {
  const firsts = new Set(planned.flatMap(({ place }) => (place.includes('/') ? (place.split('/')[0] ?? []) : [])))
  if (firsts.size > mostAsked) return [{ path: target.base, recursive: true }]
  const isFlat = planned.some(({ place }) => !place.includes('/'))
  const deep = [...firsts].map((first) => ({ path: target.pathOf(first), recursive: true }))
  return isFlat ? [...deep, { path: target.base, recursive: false }] : deep
}
