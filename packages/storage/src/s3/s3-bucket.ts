import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { StorageAway } from '../storage-away.ts'
import { idKey } from '../storage-id.ts'
import { nameOf } from './key-layout.ts'
import type { S3Address } from './s3-address.ts'
import { StorageFault } from './storage-fault.ts'
import { explainStoreError, isNamed } from './store-error.ts'

/** How long an answer may take, with all its repetitions. */
const patienceMs = 30_000

export interface Patience {
  readonly signal?: AbortSignal | undefined
  readonly patience_ms?: number | undefined
}

interface Clients {
  readonly client: S3Client
  /** For the question whether the store is there: it is asked again soon enough. */
  readonly hasty: S3Client
}

/** The part of a bucket that is a store; what it answers is said in the words of storage. */
export class S3Bucket implements Disposable {
  readonly client: S3Client
  readonly prefix: string
  readonly #hasty: S3Client
  readonly #place: { readonly bucket: string; readonly endpoint: string | undefined }
  /** The mark of the store, once it has been seen. */
  #id: string | undefined
  #seenAwayMs = Number.NEGATIVE_INFINITY

  constructor({ client, hasty }: Clients, address: S3Address & { readonly endpoint: string | undefined }) {
    this.client = client
    this.#hasty = hasty
    this.prefix = address.prefix
    this.#place = address
  }

  /** Where an object is, as the commands want it. Throws RangeError. */
  at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.name, Key: nameOf(this.prefix, key) }
  }

  get name(): string {
    return this.#place.bucket
  }

  /** Throws StorageAway, STORAGE_FULL, and what the store answers besides. */
  async call<Answer>(ask: (signal: AbortSignal) => Promise<Answer>, patience: Patience = {}): Promise<Answer> {
    const { signal, patience_ms = patienceMs } = patience
    const deadline = new AbortController()
    // made only when it is needed: its stack costs more than the rest
    const late = () => new StorageFault(`the store has not answered for ${patience_ms / 1_000} seconds`)
    const timer = setTimeout(() => deadline.abort(late()), patience_ms)
    try {
      signal?.throwIfAborted()
      return await ask(signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal)
    } catch (error) {
      signal?.throwIfAborted()
      throw this.explain(deadline.signal.aborted ? new StorageAway({ cause: deadline.signal.reason }) : error)
    } finally {
      clearTimeout(timer)
    }
  }

  explain(error: unknown): unknown {
    const explained = explainStoreError(error, this.#place)
    if (explained instanceof StorageAway) this.#seenAwayMs = performance.now()
    return explained
  }

  /** Throws StorageAway when the store is not the one that it was, or was away since a moment. */
  async check({ since_ms = Number.POSITIVE_INFINITY }: { readonly since_ms?: number } = {}): Promise<void> {
    if (this.#seenAwayMs >= since_ms) throw new StorageAway()
    const id = await this.#readId()
    if (id !== (this.#id ?? id)) {
      this.#seenAwayMs = performance.now()
      throw new StorageAway({ cause: new StorageFault('the store carries another mark than before, or none') })
    }
    this.#id = id
  }

  async #readId(): Promise<string | undefined> {
    const command = new GetObjectCommand(this.at(idKey))
    return this.call(async (abortSignal) => {
      const { Body } = await this.#hasty.send(command, { abortSignal })
      return await Body?.transformToString()
    }).catch((error: unknown) => {
      if (!isNamed(error, 'NoSuchKey')) throw error
      return undefined
    })
  }

  [Symbol.dispose](): void {
    this.client.destroy()
    this.#hasty.destroy()
  }
}
