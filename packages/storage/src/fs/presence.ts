import { access, constants, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { StorageAway } from '../storage-away.ts'
import { idKey } from '../storage-id.ts'
import { incomingFolder, pathOf } from './layout.ts'
import { isSystemError, unlessGone } from './system-error.ts'

/** What reading or writing meets where a disk is not mounted, or does not answer. */
const signsOfAbsence = [
  ...['ENOENT', 'ENOTDIR', 'EIO', 'ESTALE', 'ENOTCONN', 'ENODEV', 'ENXIO', 'EROFS', 'EACCES', 'EPERM'],
  ...['ETIMEDOUT', 'EHOSTDOWN', 'EHOSTUNREACH', 'EREMOTEIO'],
]

/** Whether the folder is the store that it was: where its disk is not mounted, there is an empty one or another one. */
export class Presence {
  readonly #root: string
  /** The mark of the store, once it has been seen. */
  #id: string | undefined
  #seenAwayMs = Number.NEGATIVE_INFINITY

  constructor(root: string) {
    this.#root = root
  }

  /** Throws StorageAway when it is away, or was seen to be since a moment. */
  async check({ since_ms = Number.POSITIVE_INFINITY }: { readonly since_ms?: number } = {}): Promise<void> {
    if (this.#seenAwayMs >= since_ms) throw new StorageAway()
    try {
      await access(join(this.#root, incomingFolder), constants.R_OK | constants.W_OK)
      const id = await readFile(pathOf(this.#root, idKey), 'utf8').catch(unlessGone)
      if (id !== (this.#id ?? id)) throw new Error('The store carries another mark, or none.')
      this.#id = id
    } catch (error) {
      this.#seenAwayMs = performance.now()
      throw new StorageAway({ cause: error })
    }
  }

  /** An error that may be due to a store that is away becomes StorageAway when it is. */
  async explain(error: unknown): Promise<unknown> {
    if (!isSystemError(causeOf(error), ...signsOfAbsence)) return error
    return this.check().then(
      () => error,
      (away: unknown) => away,
    )
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && !('code' in error) && error.cause !== undefined ? error.cause : error
}
