import { createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { DomainError } from '@assay/schemas'
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { ObjectDamaged } from '../object-damaged.ts'
import { ObjectMissing } from '../object-missing.ts'
import type { ByteRange } from '../storage.ts'
import { StorageAway } from '../storage-away.ts'
import { awaitBytes } from './await-bytes.ts'
import { headObject, wholeSha256 } from './head-object.ts'
import type { S3Bucket } from './s3-bucket.ts'
import { StorageFault } from './storage-fault.ts'
import { isNamed, statusOf } from './store-error.ts'

/** How often in a row a stream may break off without having brought a byte. */
const mostFailures = 5

interface Opened {
  readonly body: Readable
  readonly etag: string
  readonly start: number
  /** Behind the last byte. */
  readonly end: number
  /** Of what is read, where the store attests it. */
  readonly sha256: string | undefined
}

/**
 * Opens the object before it returns, so that a missing one or a wrong range throws at once. A stream that breaks off
 * goes on where it was; one that is not what was stored ends with ObjectDamaged before its last bytes.
 */
export async function readObject(bucket: S3Bucket, key: string, range: ByteRange): Promise<Readable> {
  const { start = 0, end = Number.POSITIVE_INFINITY } = range
  bucket.at(key)
  if (start < 0 || start > end) throw await rangeInvalid(bucket, key)
  const isWhole = range.start === undefined && range.end === undefined
  const opened = await open(bucket, { key, range: isWhole ? undefined : { start, end } })
  const reading = new Reading(bucket, { key, opened })
  const stream = Readable.from(reading.bytes(), { objectMode: false, highWaterMark: 256 * 1024 })
  // a generator that was never asked does not end by itself
  stream.once('close', () => reading.close())
  return stream
}

class Reading {
  readonly #bucket: S3Bucket
  readonly #key: string
  readonly #opened: Opened
  readonly #hash: Hash | undefined
  #body: Readable
  #position: number
  #failures = 0

  constructor(bucket: S3Bucket, { key, opened }: { readonly key: string; readonly opened: Opened }) {
    this.#bucket = bucket
    this.#key = key
    this.#opened = opened
    this.#body = opened.body
    this.#position = opened.start
    this.#hash = opened.sha256 === undefined ? undefined : createHash('sha256')
  }

  close(): void {
    this.#body.destroy()
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    let last: Uint8Array | undefined
    for await (const piece of this.#pieces()) {
      this.#hash?.update(piece)
      if (last) yield last
      last = piece
    }
    const { sha256 } = this.#opened
    if (this.#hash && this.#hash.digest('hex') !== sha256) throw new ObjectDamaged(this.#key, 'altered')
    if (last) yield last
  }

  async *#pieces(): AsyncGenerator<Uint8Array> {
    const { end } = this.#opened
    while (this.#position < end) {
      try {
        for await (const piece of awaitBytes(this.#body)) {
          this.#failures = 0
          this.#position += piece.byteLength
          yield piece
        }
        if (this.#position < end) throw new Error('The stream has ended before its end.')
      } catch (error) {
        await this.#goOn(error)
      }
    }
  }

  async #goOn(cause: unknown): Promise<void> {
    this.#failures += 1
    if (this.#failures > mostFailures) throw this.#bucket.explain(new StorageAway({ cause }))
    const { etag, end } = this.#opened
    const range = { start: this.#position, end: end - 1 }
    this.#body = (await open(this.#bucket, { key: this.#key, range, etag })).body
  }
}

interface Opening {
  readonly key: string
  /** Both included. */
  readonly range: { readonly start: number; readonly end: number } | undefined
  /** Only if the object is still this one. */
  readonly etag?: string
}

async function open(bucket: S3Bucket, { key, range, etag }: Opening): Promise<Opened> {
  const command = new GetObjectCommand({
    ...bucket.at(key),
    ...(range !== undefined && { Range: `bytes=${range.start}-${Number.isFinite(range.end) ? range.end : ''}` }),
    ...(etag !== undefined && { IfMatch: etag }),
  })
  if (range === undefined) askForChecksum(command)
  try {
    const opened = toOpened(key, await bucket.call((abortSignal) => bucket.client.send(command, { abortSignal })))
    if (range === undefined || (opened.start === range.start && opened.end <= range.end + 1)) return opened
    opened.body.destroy()
    throw new StorageAway({ cause: new StorageFault('it answers with other ranges of bytes than are asked for') })
  } catch (error) {
    if (isNamed(error, 'NoSuchKey')) {
      await bucket.check()
      throw new ObjectMissing(key, { cause: error })
    }
    if (statusOf(error) === 416) throw await rangeInvalid(bucket, key)
    if (statusOf(error) === 412) throw new ObjectDamaged(key, 'altered', { cause: error })
    throw error
  }
}

/** By the header alone: the SDK would compute it too, and not go on after a break. */
function askForChecksum(command: GetObjectCommand): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      if (typeof request === 'object' && request !== null && 'headers' in request) {
        Object.assign(request.headers ?? {}, { 'x-amz-checksum-mode': 'ENABLED' })
      }
      return next(args)
    },
    { step: 'build', name: 'askForChecksum' },
  )
}

function toOpened(key: string, answer: GetObjectCommandOutput): Opened {
  const { Body, ContentLength = 0, ContentRange, ETag = '', ChecksumSHA256 } = answer
  if (!(Body instanceof Readable)) throw new ObjectDamaged(key, 'cut')
  const start = Number(/^bytes (\d+)-/.exec(ContentRange ?? '')?.[1] ?? 0)
  const sha256 = ContentRange === undefined ? wholeSha256(ChecksumSHA256) : undefined
  return { body: Body, etag: ETag, start, end: start + ContentLength, sha256 }
}

async function rangeInvalid(bucket: S3Bucket, key: string): Promise<Error> {
  const head = await headObject(bucket, key)
  return head ? new DomainError('RANGE_INVALID', { size_bytes: head.size_bytes }) : new ObjectMissing(key)
}
