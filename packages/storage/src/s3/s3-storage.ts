import { tmpdir } from 'node:os'
import type { Storage } from '../storage.ts'
import { Takeover } from '../takeover.ts'
import { copyObject } from './copy-object.ts'
import { deleteObject, deleteObjects } from './delete-objects.ts'
import { readAwsEnv } from './env.ts'
import { headObject } from './head-object.ts'
import { listObjects, listUploads } from './list-objects.ts'
import { putObject } from './put-object.ts'
import { readObject } from './read-object.ts'
import { parseS3Address } from './s3-address.ts'
import { S3Bucket } from './s3-bucket.ts'
import { type ClientOptions, createClient } from './s3-client.ts'
import { signPart, signRead } from './sign.ts'
import { StagedCopies } from './staged-copies.ts'
import { takePart } from './take-part.ts'
import { abortUpload, beginUpload, completeUpload, listParts, minPartBytes } from './upload.ts'
import { S3Verifier } from './verifier.ts'

const copyPartBytes = 1024 ** 3
const hastyAttempts = 2
/** An upload of this name is begun and aborted, to see whether objects may be written. */
const trialKey = 'storage.trial'

export interface S3Options extends Pick<ClientOptions, 'attempts' | 'lookup'> {
  /** Folder for copies of objects and parts on their way; that of the system for throw-away files unless given. */
  readonly scratch_directory?: string | undefined
  /** For tests: how long a copy stays after its last use. */
  readonly staged_idle_ms?: number | undefined
  /** For tests: objects larger than this are copied in parts. */
  readonly copy_part_bytes?: number | undefined
}

/** A bucket of any store that speaks S3, or what is under a prefix there. Throws StorageFault. */
export function openS3Storage(url: string, options: S3Options = {}): Storage {
  const { scratch_directory = tmpdir() } = options
  const address = parseS3Address(url)
  const env = readAwsEnv()
  const client = createClient(address, env, options)
  const hasty = createClient(address, env, { ...options, attempts: hastyAttempts })
  const bucket = new S3Bucket({ client, hasty }, { ...address, endpoint: env.endpoint })
  const { public_endpoint: endpoint } = address
  const signing = { bucket, client: endpoint === undefined ? client : createClient(address, env, { endpoint }) }
  const verifier = new S3Verifier(bucket)
  const copies = new StagedCopies(bucket, { scratch_directory, idle_ms: options.staged_idle_ms })
  const takeover = new Takeover()
  let isWritable = false
  return {
    put: (key, body, put) => putObject(bucket, { ...put, key, body }),
    copy: (from, to) => copyObject(bucket, { from, to, part_bytes: options.copy_part_bytes ?? copyPartBytes }),
    read: (key, range = {}) => readObject(bucket, key, range),
    verify: (key, expected) => verifier.verify(key, expected),
    stage: (key, expected) => copies.stage(key, expected),
    stat: async (key) => {
      const head = await headObject(bucket, key)
      return head && { size_bytes: head.size_bytes }
    },
    delete: (key) => deleteObject(bucket, key),
    deleteAll: (keys) => deleteObjects(bucket, keys),
    list: (prefix) => listObjects(bucket, prefix),
    min_part_bytes: minPartBytes,
    begin: async (key) => beginUpload(bucket, key, 'SHA256'),
    part: (upload, part) =>
      takeover.run(
        upload.upload_id,
        async (later) => {
          const signal = part.signal ? AbortSignal.any([part.signal, later]) : later
          return takePart({ bucket, scratch_directory }, upload, { ...part, signal })
        },
        part.number,
      ),
    complete: (upload, parts) => takeover.finish(upload.upload_id, () => completeUpload(bucket, upload, parts)),
    abort: (upload) => takeover.finish(upload.upload_id, () => abortUpload(bucket, upload)),
    parts: (upload) => listParts(bucket, upload),
    is_direct: address.direct,
    signPart: async (upload, part) => (address.direct ? signPart(signing, upload, part) : undefined),
    signRead: async (key, read) => (address.direct ? signRead(signing, key, read) : undefined),
    unfinished: (prefix) => listUploads(bucket, prefix),
    localPath: (key) => void bucket.at(key),
    check: async (since) => {
      await bucket.check(since)
      if (isWritable) return
      await abortUpload(bucket, { key: trialKey, upload_id: await beginUpload(bucket, trialKey, 'SHA256') })
      isWritable = true
    },
    [Symbol.asyncDispose]: async () => {
      await copies[Symbol.asyncDispose]()
      bucket[Symbol.dispose]()
      signing.client.destroy()
    },
  }
}
