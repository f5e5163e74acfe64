import { createHash } from 'node:crypto'
import { ObjectDamaged } from '../object-damaged.ts'
import type { ExpectedObject } from '../storage.ts'
import { headObject } from './head-object.ts'
import { readObject } from './read-object.ts'
import type { S3Bucket } from './s3-bucket.ts'

const mostKnown = 10_000

interface Known {
  readonly identity: string
  readonly whole: Promise<void>
}

/**
 * Compares objects with what they were: by the SHA-256 that the store attests, or else by reading them once while they
 * stay the same.
 */
export class S3Verifier {
  readonly #bucket: S3Bucket
  readonly #known = new Map<string, Known>()

  constructor(bucket: S3Bucket) {
    this.#bucket = bucket
  }

  /** Throws ObjectDamaged. */
  async verify(key: string, expected: () => Promise<ExpectedObject | undefined>): Promise<void> {
    const head = await headObject(this.#bucket, key)
    if (!head) {
      this.#known.delete(key)
      throw new ObjectDamaged(key, 'missing')
    }
    const identity = [head.etag, head.size_bytes, head.modified_at, head.sha256].join(' ')
    const known = this.#known.get(key)
    if (known?.identity === identity) return known.whole
    const whole = this.#compare(key, { ...head, expected })
    this.#remember(key, { identity, whole })
    await whole.catch((error: unknown) => {
      this.#known.delete(key)
      throw error
    })
  }

  async #compare(
    key: string,
    {
      size_bytes,
      sha256,
      expected,
    }: {
      readonly size_bytes: number
      readonly sha256: string | undefined
      readonly expected: () => Promise<ExpectedObject | undefined>
    },
  ): Promise<void> {
    const object = await expected()
    if (object === undefined) return
    if (size_bytes !== object.size_bytes) throw new ObjectDamaged(key, 'cut')
    if (object.sha256 === null) return
    if ((sha256 ?? (await this.#hashOf(key))) !== object.sha256) throw new ObjectDamaged(key, 'altered')
  }

  async #hashOf(key: string): Promise<string> {
    const hash = createHash('sha256')
    for await (const bytes of await readObject(this.#bucket, key, {})) hash.update(bytes)
    return hash.digest('hex')
  }

  #remember(key: string, known: Known): void {
    this.#known.delete(key)
    this.#known.set(key, known)
    const [oldest] = this.#known.keys()
    if (this.#known.size > mostKnown && oldest !== undefined) this.#known.delete(oldest)
  }
}
