import { stat } from 'node:fs/promises'
import { basename, dirname, sep } from 'node:path'
import type { Assay, File } from '@assay/sdk'
import { CommandError } from '../command-error.ts'
import type { LocalPlace } from './local-target.ts'

/** A file or folder there, and its place here. */
export interface Wanted {
  readonly file: File
  readonly place: LocalPlace
}

interface Wish {
  readonly paths: readonly string[]
  readonly to?: string | undefined
  readonly owner?: string | undefined
}

/**
 * What is to be saved of what was named. A file goes under its name, a folder under its name with all that is in it, or
 * without its name if a slash ends it and the place here is named.
 */
export async function planGet(assay: Assay, { paths, to, owner }: Wish): Promise<Wanted[]> {
  const wanted: Wanted[] = []
  const isFolder = to === undefined || paths.length > 1 || (await isFolderHere(to))
  for (const path of paths) {
    const file = await assay.files.get(path, { owner })
    if (file.kind === 'file') wanted.push({ file, place: placeOfFile(file, { to, isFolder }) })
    else {
      const root = to ?? '.'
      const names = to !== undefined && path.endsWith('/') ? [] : [file.name]
      wanted.push({ file, place: { root, names } })
      for await (const inner of assay.files.list(file.path, { owner, recursive: true, limit: 1000 })) {
        wanted.push({ file: inner, place: { root, names: [...names, ...namesBelow(file, inner)] } })
      }
    }
  }
  return wanted
}

function placeOfFile(
  { name }: File,
  { to = '.', isFolder }: { to: string | undefined; isFolder: boolean },
): LocalPlace {
  return isFolder ? { root: to, names: [name] } : { root: dirname(to), names: [basename(to)] }
}

function namesBelow(folder: File, { path }: File): string[] {
  if (path.startsWith(`${folder.path}/`)) return path.slice(folder.path.length + 1).split('/')
  throw new CommandError(`The server lists "${path}" in ${folder.path}, where it is not. Nothing was saved.`)
}

async function isFolderHere(path: string): Promise<boolean> {
  if (path.endsWith('/') || path.endsWith(sep)) return true
  return (await stat(path).catch(() => undefined))?.isDirectory() === true
}
