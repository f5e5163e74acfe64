import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ObjectDamaged } from '../object-damaged.ts'
import type { ExpectedObject, StagedObject } from '../storage.ts'
import { headObject } from './head-object.ts'
import { readObject } from './read-object.ts'
import type { S3Bucket } from './s3-bucket.ts'

const idleMs = 60_000
const mostIdleBytes = 4 * 1024 ** 3

export interface CopyOptions {
  /** Folder for the copies. */
  readonly scratch_directory: string
  /** How long a copy stays after its last use; a minute unless given. */
  readonly idle_ms?: number | undefined
}

interface Copy {
  readonly path: string
  readonly size_bytes: number
  readonly whole: Promise<void>
  users: number
  /** Set while nobody uses it. */
  leaving?: NodeJS.Timeout | undefined
}

interface Wanted {
  readonly key: string
  readonly size_bytes: number
  readonly expected: () => Promise<ExpectedObject | undefined>
}

/** Local copies of objects, shared by all who read them at a time, and kept a while for who comes next. */
export class StagedCopies implements AsyncDisposable {
  readonly #bucket: S3Bucket
  readonly #folder: string
  readonly #idleMs: number
  /** The one that was used last comes last. */
  readonly #copies = new Map<string, Copy>()

  constructor(bucket: S3Bucket, { scratch_directory, idle_ms = idleMs }: CopyOptions) {
    this.#bucket = bucket
    this.#folder = scratch_directory
    this.#idleMs = idle_ms
  }

  /** Throws ObjectDamaged. */
  async stage(key: string, expected: Wanted['expected']): Promise<StagedObject> {
    const head = await headObject(this.#bucket, key)
    if (!head) throw new ObjectDamaged(key, 'missing')
    const identity = `${key} ${head.etag}`
    const copy = this.#copies.get(identity) ?? this.#begin({ key, size_bytes: head.size_bytes, expected })
    this.#copies.delete(identity)
    this.#copies.set(identity, copy)
    copy.users += 1
    clearTimeout(copy.leaving)
    copy.leaving = undefined
    let isLeft = false
    const leave = async () => {
      if (isLeft) return
      isLeft = true
      await this.#leave(identity, copy)
    }
    try {
      await copy.whole
    } catch (error) {
      if (this.#copies.get(identity) === copy) this.#copies.delete(identity)
      await leave()
      throw error
    }
    return { path: copy.path, [Symbol.asyncDispose]: leave }
  }

  #begin(wanted: Wanted): Copy {
    const path = join(this.#folder, `copy-${randomUUID()}`)
    return { path, size_bytes: wanted.size_bytes, whole: this.#copyOut(path, wanted), users: 0 }
  }

  async #copyOut(path: string, { key, size_bytes, expected }: Wanted): Promise<void> {
    const object = await expected()
    if (object && object.size_bytes !== size_bytes) throw new ObjectDamaged(key, 'cut')
    const hash = createHash('sha256')
    const hashing = new Transform({
      transform(bytes: Buffer, _encoding, done: TransformCallback) {
        hash.update(bytes)
        done(null, bytes)
      },
    })
    await pipeline(await readObject(this.#bucket, key, {}), hashing, createWriteStream(path, { mode: 0o600 }))
    const isAltered = object !== undefined && object.sha256 !== null && hash.digest('hex') !== object.sha256
    if (isAltered) throw new ObjectDamaged(key, 'altered')
  }

  async #leave(identity: string, copy: Copy): Promise<void> {
    copy.users -= 1
    if (copy.users > 0) return
    if (this.#copies.get(identity) !== copy || this.#idleMs === 0) return this.#remove(identity, copy)
    copy.leaving = setTimeout(() => void this.#remove(identity, copy), this.#idleMs).unref()
    const idle = [...this.#copies].filter(([, { leaving }]) => leaving !== undefined)
    let idle_bytes = idle.reduce((sum, [, { size_bytes }]) => sum + size_bytes, 0)
    for (const [oldest, other] of idle) {
      if (idle_bytes <= mostIdleBytes) return
      idle_bytes -= other.size_bytes
      await this.#remove(oldest, other)
    }
  }

  async #remove(identity: string, copy: Copy): Promise<void> {
    clearTimeout(copy.leaving)
    if (this.#copies.get(identity) === copy) this.#copies.delete(identity)
    await rm(copy.path, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#copies].map(([identity, copy]) => this.#remove(identity, copy)))
  }
}
