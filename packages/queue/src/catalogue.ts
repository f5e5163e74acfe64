import { z } from 'zod'

interface Message<Payload> {
  /** Ids only: what they stand for is read when the message is handled. */
  readonly payload: z.ZodType<Payload>
  readonly concurrency: number
  /** How long a handler may take. */
  readonly expire_seconds: number
  /** Attempts after the first; then the message becomes a dead letter. */
  readonly retry_limit: number
  /** Before the first retry; each later one waits about twice as long, with jitter. */
  readonly retry_delay_seconds: number
  /** Whose it is, where each process handles one of an owner's at a time; absent: first come, first served. */
  readonly owner?: (payload: Payload) => string
  /** A cron expression in UTC, for a message that is sent by schedule; there is never more than one of it. */
  readonly cron?: string
}

function message<Payload>(declared: Message<Payload>): Message<Payload> {
  return declared
}

/** So many a store deletes with one request. */
export const mostObjectsAtOnce = 1_000

const patient = { retry_limit: 5, retry_delay_seconds: 2 }
const scheduled = { payload: z.strictObject({}), concurrency: 1, retry_limit: 2, retry_delay_seconds: 30 }

const declared = {
  'dataset.ingest': message({
    payload: z.strictObject({ dataset_id: z.uuid() }),
    concurrency: 2,
    expire_seconds: 3_600,
    ...patient,
  }),
  'dataset.fetch': message({
    payload: z.strictObject({ dataset_id: z.uuid() }),
    concurrency: 4,
    expire_seconds: 7 * 3_600,
    retry_limit: 4,
    retry_delay_seconds: 2,
  }),
  'comparison.compute': message({
    payload: z.strictObject({ comparison_id: z.uuid() }),
    concurrency: 2,
    expire_seconds: 900,
    ...patient,
  }),
  'blob.hash': message({
    payload: z.strictObject({ blob_id: z.uuid() }),
    concurrency: 1,
    expire_seconds: 3_600,
    ...patient,
  }),
  'blob.delete': message({
    payload: z.strictObject({
      object_keys: z.array(z.string()).min(1).max(mostObjectsAtOnce),
      /** Those of which parts have arrived. */
      unfinished: z
        .array(z.strictObject({ object_key: z.string(), storage_upload_id: z.string() }))
        .max(mostObjectsAtOnce)
        .optional(),
    }),
    concurrency: 4,
    expire_seconds: 900,
    retry_limit: 10,
    retry_delay_seconds: 5,
  }),
  'log.store': message({
    payload: z.strictObject({ job_id: z.uuid(), attempt: z.int() }),
    concurrency: 2,
    expire_seconds: 600,
    ...patient,
  }),
  'user.delete': message({
    payload: z.strictObject({ user_id: z.uuid() }),
    concurrency: 1,
    expire_seconds: 3_600,
    retry_limit: 10,
    retry_delay_seconds: 5,
  }),
  'mail.send': message({
    payload: z.strictObject({ one_time_token_id: z.uuid() }),
    concurrency: 2,
    expire_seconds: 120,
    retry_limit: 10,
    retry_delay_seconds: 5,
  }),
  'webhook.deliver': message({
    // the attempt that is to be made: one that has been made is not made again
    payload: z.strictObject({ delivery_id: z.uuid(), owner_id: z.uuid(), attempts: z.int() }),
    concurrency: 6,
    expire_seconds: 60,
    owner: ({ owner_id }) => owner_id,
    ...patient,
  }),
  'notice.mail': message({
    payload: z.strictObject({ user_id: z.uuid() }),
    concurrency: 1,
    expire_seconds: 120,
    retry_limit: 10,
    retry_delay_seconds: 5,
  }),
  'sweep.objects': message({ ...scheduled, expire_seconds: 3_600, cron: '17 * * * *' }),
  'sweep.expired': message({ ...scheduled, expire_seconds: 300, cron: '*/5 * * * *' }),
} as const

export type MessageName = keyof typeof declared

export type MessagePayload<Name extends MessageName> = z.infer<(typeof declared)[Name]['payload']>

/** Every message of platform work. Each is safe to handle twice. */
export const messages: { readonly [Name in MessageName]: Message<MessagePayload<Name>> } = declared

export const messageNames = Object.keys(messages).filter(isMessageName)

export function isMessageName(name: string): name is MessageName {
  return Object.hasOwn(messages, name)
}

export const deadLetterQueue = 'dead_letters'
