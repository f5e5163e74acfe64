import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { ObjectDamaged } from '../object-damaged.ts'
import type { ExpectedObject } from '../storage.ts'
import type { FileHasher } from './file-hasher.ts'
import { isSystemError } from './system-error.ts'
import { hashedHereBytes } from './written-hash.ts'

const mostKnown = 10_000
const knownForMs = 3_600_000
/** As much is hashed before others have their turn. */
const pieceBytes = 16 << 20

interface Known {
  /** Changes with every write to the file. */
  readonly identity: string
  readonly until: number
  /** SHA-256 of the file, hexadecimal, as it was written. */
  readonly sha256?: string
  /** Absent: nobody has compared it yet. */
  readonly whole?: Promise<void>
}

export interface Verification {
  readonly key: string
  readonly path: string
  readonly expected: () => Promise<ExpectedObject | undefined>
}

/** Compares files with what they were; one that was found whole is believed while it is the same. */
export class Verifier {
  readonly #known = new Map<string, Known>()
  readonly #hasher: FileHasher

  constructor(hasher: FileHasher) {
    this.#hasher = hasher
  }

  /** Throws ObjectDamaged. */
  async verify({ key, path, expected }: Verification): Promise<void> {
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? new ObjectDamaged(key, 'missing', { cause: error }) : error
    })
    try {
      const stats = await handle.stat({ bigint: true })
      const identity = identityOf(stats)
      const known = this.#knownOf(path, identity)
      if (known?.whole) return await known.whole
      const whole = this.#compare(handle, { key, size: stats.size, sha256: known?.sha256, expected })
      this.#remember(path, { identity, whole, until: Date.now() + knownForMs })
      await whole
    } catch (error) {
      this.#known.delete(path)
      throw error
    } finally {
      await handle.close()
    }
  }

  async #compare(handle: FileHandle, { key, size, sha256, expected }: Comparison): Promise<void> {
    const object = await expected()
    if (object === undefined) return
    if (size !== BigInt(object.size_bytes)) throw new ObjectDamaged(key, 'cut')
    if (object.sha256 === null) return
    const found = sha256 ?? (await this.#hashOf(handle, object.size_bytes))
    if (found !== object.sha256) throw new ObjectDamaged(key, 'altered')
  }

  async #hashOf(handle: FileHandle, size_bytes: number): Promise<string> {
    if (size_bytes <= hashedHereBytes)
      return createHash('sha256')
        .update(await handle.readFile())
        .digest('hex')
    const hash = this.#hasher.follow(handle.fd, 0)
    for (let end = 0; end < size_bytes; ) {
      end = Math.min(end + pieceBytes, size_bytes)
      await hash.reach(end)
    }
    return hash.digest()
  }

  /** Notes the hash of a file as it was written, so that nobody reads it again for it. */
  async note(path: string, sha256: string): Promise<void> {
    const identity = identityOf(await stat(path, { bigint: true }))
    this.#remember(path, { identity, sha256, until: Date.now() + knownForMs })
  }

  #knownOf(path: string, identity: string): Known | undefined {
    const known = this.#known.get(path)
    return known?.identity === identity && known.until > Date.now() ? known : undefined
  }

  #remember(path: string, known: Known): void {
    this.#known.delete(path)
    this.#known.set(path, known)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}

interface Comparison extends Pick<Verification, 'key' | 'expected'> {
  readonly size: bigint
  /** That of the file, where it is known. */
  readonly sha256: string | undefined
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
