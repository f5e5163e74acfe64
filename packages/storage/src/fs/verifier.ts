import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { ObjectDamaged } from '../object-damaged.ts'
import type { ExpectedObject } from '../storage.ts'
import { isSystemError } from './system-error.ts'

const mostKnown = 10_000
const knownForMs = 3_600_000
const pieceBytes = 1 << 20

interface Known {
  /** Changes with every write to the file. */
  readonly identity: string
  readonly until: number
  readonly whole: Promise<void>
}

export interface Verification {
  readonly key: string
  readonly path: string
  readonly expected: () => Promise<ExpectedObject | undefined>
}

/** Compares files with what they were; one that was found whole is believed while it is the same. */
export class Verifier {
  readonly #known = new Map<string, Known>()

  /** Throws ObjectDamaged. */
  async verify({ key, path, expected }: Verification): Promise<void> {
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? new ObjectDamaged(key, 'missing', { cause: error }) : error
    })
    try {
      const stats = await handle.stat({ bigint: true })
      const identity = identityOf(stats)
      const known = this.#known.get(path)
      if (known?.identity === identity && known.until > Date.now()) return await known.whole
      const whole = compare(handle, { key, size: stats.size, expected })
      this.#remember(path, { identity, whole, until: Date.now() + knownForMs })
      await whole
    } catch (error) {
      this.#known.delete(path)
      throw error
    } finally {
      await handle.close()
    }
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
}

async function compare(handle: FileHandle, { key, size, expected }: Comparison): Promise<void> {
  const object = await expected()
  if (object === undefined) return
  if (size !== BigInt(object.size_bytes)) throw new ObjectDamaged(key, 'cut')
  if (object.sha256 !== null && (await hashOf(handle)) !== object.sha256) throw new ObjectDamaged(key, 'altered')
}

async function hashOf(handle: FileHandle): Promise<string> {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafe(pieceBytes)
  for (let position = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, position)
    if (bytesRead === 0) return hash.digest('hex')
    hash.update(piece.subarray(0, bytesRead))
    position += bytesRead
  }
}

function identityOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ')
}
