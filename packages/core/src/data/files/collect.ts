import type { Actor } from '@assay/access'
import { findObjectsOfFiles, type PlannedFile } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Source } from '../../file/copy.ts'
import { findPlace, notFound } from '../../file/place.ts'
import { isRoot } from '../../file/tree.ts'
import type { DataDeps } from '../deps.ts'

/** A file as a dataset will know it, with where its bytes are and whose they are. */
export interface SourceFile extends Source, Pick<PlannedFile, 'blob_id' | 'size_bytes' | 'content_type'> {
  readonly blob_id: string
  readonly size_bytes: number
  readonly content_type: string
}

interface Wanted {
  readonly paths: readonly string[]
  readonly owner: string | undefined
}

const mostFiles = 100_000

/**
 * The files at these paths and below them: what is in a single folder by its path from there, anything else by its last
 * name on. Throws FILE_NOT_FOUND, INPUT_INVALID.
 */
export async function collectFiles(deps: DataDeps, actor: Actor, { paths, owner }: Wanted): Promise<SourceFile[]> {
  const files = new Map<string, SourceFile>()
  for (const path of new Set(paths)) {
    const place = await findPlace(deps, actor, { path, owner, access: 'read' })
    const found = await findObjectsOfFiles(deps.db, place)
    if (found.length === 0 && !isRoot(path)) throw notFound(path)
    const isFolder = found[0]?.path !== path || found[0].kind === 'folder'
    const from = isFolder && paths.length === 1 ? path.length + 1 : path.lastIndexOf('/') + 1
    for (const file of found) {
      if (!isWhole(file)) continue
      const name = file.path.slice(from)
      if (files.has(name)) throw odd(`has two files that would be "${name}"`)
      files.set(name, { ...file, path: name })
    }
  }
  if (files.size === 0) throw odd('names no file')
  if (files.size > mostFiles) throw odd(`names ${files.size} files, and a dataset can have ${mostFiles}`)
  return [...files.values()]
}

function isWhole(file: Source): file is SourceFile {
  return file.blob_id !== null && file.size_bytes !== null && file.content_type !== null
}

function odd(message: string): DomainError {
  return new DomainError('INPUT_INVALID', { issues: [{ path: 'paths', message }] })
}
