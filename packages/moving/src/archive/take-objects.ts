import type { Storage } from '@assay/storage'
import type { Tell } from '../progress.ts'
import { ArchiveInvalid } from './archive-invalid.ts'
import type { Member } from './archive-reader.ts'
import { members } from './manifest.ts'

interface Taking {
  readonly storage: Storage
  readonly total_bytes: number
  readonly tell: Tell
}

/** Puts objects into a storage, and counts. */
export class ObjectTaker {
  readonly #taking: Taking
  count = 0
  size_bytes = 0

  constructor(taking: Taking) {
    this.#taking = taking
  }

  async take(member: Member): Promise<void> {
    const { storage, total_bytes, tell } = this.#taking
    await storage.put(member.name.slice(members.objects.length), member.body).catch((error: unknown) => {
      throw error instanceof RangeError ? new ArchiveInvalid(`${error.message} Nothing was imported.`) : error
    })
    this.count += 1
    this.size_bytes += member.size_bytes
    tell({ doing: 'objects', done_bytes: this.size_bytes, total_bytes })
  }
}
