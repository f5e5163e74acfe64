import { type AlikeFile, foldersAbove } from '@assay/db'
import { DomainError, type FilesMade } from '@assay/schemas'
import { pathTaken, requireNoRoot, requireReplaceable } from '../tree.ts'
import type { ArrivedBlob, ArrivedFile } from './arrival.ts'

type Taken = Pick<AlikeFile, 'path' | 'kind'> & Partial<Pick<AlikeFile, 'id' | 'blob_id' | 'sha256'>>
type Failed = FilesMade['failed'][number]

interface Grounds {
  readonly there: readonly AlikeFile[]
  readonly if_exists: 'replace' | 'refuse'
  readonly blobs: ReadonlyMap<string, ArrivedBlob>
  /** Null: no limit. */
  readonly room: { readonly bytes: number; readonly reached: DomainError } | null
}

/** A file that gets a row, or other bytes. */
export interface PlannedFile {
  readonly path: string
  readonly blob: ArrivedBlob
  /** What was there. */
  readonly there: { readonly id: string; readonly blob_id: string } | undefined
}

/** What is to be done to a tree for files that have come together. What cannot be is noted, and left out. */
export class TreePlan {
  readonly folders: string[] = []
  readonly files: PlannedFile[] = []
  readonly items: FilesMade['items'] = []
  readonly failed: Failed[] = []
  /** That are to be kept. */
  readonly blobs = new Map<string, ArrivedBlob>()
  readonly #grounds: Grounds
  readonly #taken: Map<string, Taken>
  #left: number

  constructor(grounds: Grounds) {
    this.#grounds = grounds
    this.#taken = new Map(grounds.there.map((one) => [one.path.normalize(), one]))
    this.#left = grounds.room?.bytes ?? Number.POSITIVE_INFINITY
  }

  addFolder(path: string): void {
    this.#attempt(path, () => this.#makeFolders(this.#missing([...foldersAbove(path), path])))
  }

  addFile(file: ArrivedFile): void {
    this.#attempt(file.path, () => this.#addFile(file))
  }

  #addFile({ path, sha256 }: ArrivedFile): void {
    requireNoRoot(path)
    const missing = this.#missing(foldersAbove(path))
    const blob = this.#grounds.blobs.get(sha256)
    const there = this.#taken.get(path.normalize())
    if (there && there.path === path && there.sha256 === sha256 && there.blob_id && blob && !blob.is_new) {
      this.#note(path, { ...blob, id: there.blob_id }, 'present')
      return
    }
    if (there) requireReplaceable(there, { path, kind: 'file', if_exists: this.#grounds.if_exists })
    // another of them has the path
    if (there && !there.id) throw pathTaken(there, [path])
    this.#keep(blob)
    this.#makeFolders(missing)
    this.#taken.set(path.normalize(), { path, kind: 'file' })
    this.files.push({
      path,
      blob,
      there: there?.id && there.blob_id ? { id: there.id, blob_id: there.blob_id } : undefined,
    })
    this.#note(path, blob, there ? 'replaced' : 'made')
  }

  #note(path: string, { id, size_bytes, sha256 }: ArrivedBlob, state: FilesMade['items'][number]['state']): void {
    this.items.push({ path, state, size_bytes, sha256, etag: `"${id}"` })
  }

  #keep(blob: ArrivedBlob | undefined): asserts blob is ArrivedBlob {
    const { room } = this.#grounds
    const bytes = blob?.is_new && !this.blobs.has(blob.id) ? blob.size_bytes : 0
    if (room && (!blob || bytes > this.#left)) throw room.reached
    if (!blob) throw new TypeError('bytes that there was room for were not stored')
    this.#left -= bytes
    this.blobs.set(blob.id, blob)
  }

  /** Those that are not there yet. Throws PATH_TAKEN. */
  #missing(folders: readonly string[]): string[] {
    return folders.filter((folder) => {
      const there = this.#taken.get(folder.normalize())
      if (there && (there.kind === 'file' || there.path !== folder)) throw pathTaken(there, folders)
      return !there
    })
  }

  #makeFolders(folders: readonly string[]): void {
    for (const path of folders) this.#taken.set(path.normalize(), { path, kind: 'folder' })
    this.folders.push(...folders)
  }

  #attempt(path: string, add: () => void): void {
    try {
      add()
    } catch (error) {
      if (!DomainError.is(error)) throw error
      this.failed.push({ path, code: error.code, message: error.message })
    }
  }
}
