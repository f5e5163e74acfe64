import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@assay/db'
import { type Job, type JobResult, PgBoss } from 'pg-boss'
import { type MessageName, messageNames, messages } from './catalogue.ts'
import { assertComplete, type DeadMessage, type Handlers } from './handler.ts'
import { outcomeOf } from './outcome.ts'
import { schema } from './schema.ts'

export interface ConsumerOptions {
  readonly url: string
  /** Exactly one for each message of the catalogue. */
  readonly handlers: Handlers
  /** Called for each message that will not be tried again; safe to call twice. */
  readonly onDeadLetter?: (letter: DeadMessage) => Promise<void>
  readonly log: Log
}

export interface Consumer extends AsyncDisposable {
  /** Waits for messages being handled; after `timeout_ms` (30,000 unless given) they are handed back. */
  stop(options?: { readonly timeout_ms?: number }): Promise<void>
}

/** Notifications wake the workers; they poll only in case one was lost. */
const pollSeconds = 2

/**
 * Starts to take messages. Throws if a handler is missing or unknown, or the queue is not migrated. A database that is
 * lost later is waited for.
 */
export async function startConsumer({ url, handlers, log, onDeadLetter }: ConsumerOptions): Promise<Consumer> {
  assertComplete(handlers)
  const boss = new PgBoss({
    connectionString: url,
    schema,
    application_name: 'assay queue',
    max: 4,
    migrate: false,
    useListenNotify: true,
    // how soon the messages of a worker that died are retried
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  })
  boss.on('error', (error) => log.warn({ error }, 'the queue met an error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'the queue warns'))
  try {
    await boss.start()
    for (const name of messageNames) {
      for (let worker = 0; worker < messages[name].concurrency; worker++)
        await work(boss, name, { handlers, log, ...(onDeadLetter && { onDeadLetter }) })
    }
  } catch (error) {
    await boss.stop({ graceful: false })
    throw error
  }

  let stopped: Promise<void> | undefined
  const stop = (timeout_ms: number) => (stopped ??= drain(boss, timeout_ms))
  return {
    stop: ({ timeout_ms = 30_000 } = {}) => stop(timeout_ms),
    [Symbol.asyncDispose]: () => stop(30_000),
  }
}

/** One message at a time, so that a slow one delays no other, and the next as soon as it is done. */
async function work(boss: PgBoss, name: MessageName, { handlers, log, onDeadLetter }: Omit<ConsumerOptions, 'url'>) {
  const options = {
    batchSize: 1,
    perJobResults: true,
    pollingIntervalSeconds: pollSeconds,
    notifyPollingIntervalSeconds: pollSeconds,
    ...(messages[name].owner && { localGroupConcurrency: 1 }),
  } as const
  const worker = await boss.work<unknown, unknown, typeof options>(name, options, async (taken: Job<unknown>[]) => {
    const results: JobResult[] = []
    for (const { id, data, retryCount, signal } of taken) {
      const context = { message_id: id, attempt: retryCount + 1, signal }
      results.push({ id, ...(await outcomeOf(handlers, name, { data, context, log, onDeadLetter })) })
    }
    boss.notifyWorker(worker)
    return results
  })
}

async function drain(boss: PgBoss, timeout_ms: number): Promise<void> {
  const done = new AbortController()
  const late = delay(timeout_ms, undefined, { signal: done.signal }).catch(() => {})
  const finished = Promise.all(messageNames.map((name) => boss.offWork(name, { wait: true })))
  await Promise.race([finished, late]).finally(() => done.abort())
  await boss.stop({ graceful: false })
}
