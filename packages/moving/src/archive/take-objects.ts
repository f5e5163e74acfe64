import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Storage } from '@assay/storage'
import { atOnce, smallBytes } from '../objects/small-objects.ts'
import type { Tell } from '../progress.ts'
import { ArchiveInvalid } from './archive-invalid.ts'
import type { Member } from './archive-reader.ts'
import { members } from './manifest.ts'

interface Taking {
  readonly storage: Storage
  readonly total_bytes: number
  readonly tell: Tell
}

/** Stores objects, small ones beside each other: a disk is waited for with each of them. */
export class ObjectTaker {
  readonly #taking: Taking
  readonly #storing = new Set<Promise<void>>()
  count = 0
  size_bytes = 0

  constructor(taking: Taking) {
    this.#taking = taking
  }

  /** The member is read to its end when it returns. */
  async take(member: Member): Promise<void> {
    const isSmall = member.size_bytes <= smallBytes
    const stored = this.#store(member, isSmall ? [await buffer(member.body)] : member.body)
    if (!isSmall) return stored
    this.#storing.add(stored)
    stored.then(
      () => this.#storing.delete(stored),
      () => {},
    )
    if (this.#storing.size >= atOnce) await Promise.race(this.#storing)
  }

  /** Everything that was taken is stored. */
  async end(): Promise<void> {
    await Promise.all(this.#storing)
  }

  /** Nothing is being stored any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#storing)
  }

  async #store(member: Member, body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const { storage, total_bytes, tell } = this.#taking
    const key = member.name.slice(members.objects.length)
    await storage.put(key, Readable.from(body, { objectMode: false })).catch((error: unknown) => {
      throw error instanceof RangeError ? new ArchiveInvalid(`${error.message} Nothing was imported.`) : error
    })
    this.count += 1
    this.size_bytes += member.size_bytes
    tell({ doing: 'objects', done_bytes: this.size_bytes, total_bytes })
  }
}
