import { roomFor } from '@assay/access'
import { type BlobRow, findSameBlobs, newId } from '@assay/db'
import type { FilesMade } from '@assay/schemas'
import pLimit from 'p-limit'
import type { FileDeps } from '../deps.ts'
import { newObjectKey } from '../object-key.ts'
import { isWhole } from '../whole-object.ts'
import type { TarEntry } from './tar-entries.ts'

const atOnce = 16
/** So much is in memory of one request. */
const heldBytes = 4 * 1_048_576

export interface ArrivedFile {
  readonly path: string
  readonly size_bytes: number
  readonly sha256: string
}

export interface ArrivedBlob extends Pick<BlobRow, 'id' | 'owner_id' | 'size_bytes' | 'object_key'> {
  readonly sha256: string
  /** Stored now: it has no row yet. */
  readonly is_new: boolean
}

type Failed = FilesMade['failed'][number]
type Deps = Pick<FileDeps, 'db' | 'storage' | 'settings'>
type Piece = Extract<TarEntry, { readonly kind: 'file' }>

/** What has come of one request: files whose bytes are stored, folders, and what was refused. */
export class Arrival {
  readonly files: ArrivedFile[] = []
  readonly folders: string[] = []
  readonly failed: Failed[] = []
  /** By SHA-256; absent: there was no room for it. */
  readonly blobs = new Map<string, ArrivedBlob>()
  /** Those of them that were stored now. */
  readonly stored: ArrivedBlob[] = []
  readonly owner_id: string
  readonly #deps: Deps
  readonly #pieces = new Map<string, Piece>()
  #held = 0
  #new_bytes = 0

  constructor(deps: Deps, owner_id: string) {
    this.#deps = deps
    this.owner_id = owner_id
  }

  /** Takes all of it in. Throws what broke it off, after which nothing is left. */
  async receive(entries: AsyncIterable<TarEntry>): Promise<void> {
    try {
      const room = await roomFor(this.#deps, this)
      for await (const entry of entries) {
        this.#note(entry)
        if (this.#held >= heldBytes) await this.#store(room?.bytes)
      }
      await this.#store(room?.bytes)
    } catch (error) {
      await this.discard()
      throw error
    }
  }

  /** Deletes the objects that were stored now. */
  async discard(): Promise<void> {
    await this.#deps.storage.deleteAll(this.stored.map(({ object_key }) => object_key))
  }

  #note(entry: TarEntry): void {
    if (entry.kind === 'folder') this.folders.push(entry.path)
    else if (entry.kind === 'refused') {
      const { path, code, message } = entry
      this.failed.push({ path, code, message })
    } else {
      const { path, bytes, sha256 } = entry
      this.files.push({ path, size_bytes: bytes.length, sha256 })
      if (this.blobs.has(sha256) || this.#pieces.has(sha256)) return
      this.#pieces.set(sha256, entry)
      this.#held += bytes.length
    }
  }

  /** Stores what is in memory, unless the owner has the same bytes already. */
  async #store(room_bytes = Number.POSITIVE_INFINITY): Promise<void> {
    const pieces = [...this.#pieces.values()]
    this.#pieces.clear()
    this.#held = 0
    const known = await findSameBlobs(
      this.#deps.db,
      this.owner_id,
      pieces.map(({ sha256 }) => sha256),
    )
    const limit = pLimit(atOnce)
    const ends = await Promise.allSettled(
      pieces.map((piece) => limit(() => this.#storeOne(piece, { known: known.get(piece.sha256), room_bytes }))),
    )
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }

  async #storeOne(
    { bytes, sha256 }: Piece,
    { known, room_bytes }: { readonly known: BlobRow | undefined; readonly room_bytes: number },
  ): Promise<void> {
    if (known?.size_bytes === bytes.length && (await isWhole(this.#deps, known))) {
      this.blobs.set(sha256, { ...known, sha256, is_new: false })
      return
    }
    if (this.#new_bytes + bytes.length > room_bytes) return
    this.#new_bytes += bytes.length
    const object_key = newObjectKey()
    const { owner_id } = this
    const blob = { id: newId(), owner_id, object_key, sha256, size_bytes: bytes.length, is_new: true }
    this.blobs.set(sha256, blob)
    this.stored.push(blob)
    await this.#deps.storage.put(object_key, only(bytes))
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
