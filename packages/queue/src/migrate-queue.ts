import { PgBoss } from 'pg-boss'
import { deadLetterQueue, isMessageName, type MessageName, messageNames, messages } from './catalogue.ts'
import { schema } from './schema.ts'

/** A worker without a heartbeat for this long is dead, and its messages are retried. */
const heartbeatSeconds = 15
const retryDelayMaxSeconds = 300
const dead_letter_days = 90

export interface MigrateQueueOptions {
  readonly url: string
}

/** Brings pg-boss's schema, our queues and their schedules to the state that the catalogue declares. */
export async function migrateQueue({ url }: MigrateQueueOptions): Promise<void> {
  const boss = new PgBoss({ connectionString: url, schema, migrate: true, supervise: false, schedule: false, max: 2 })
  const failures: Error[] = []
  boss.on('error', (error) => failures.push(error))
  try {
    await boss.start()
    await boss.createQueue(deadLetterQueue, { retentionSeconds: dead_letter_days * 24 * 3600 })
    for (const name of messageNames) await declareQueue(boss, name)
    await declareSchedules(boss)
  } finally {
    await boss.stop({ graceful: false })
  }
  if (failures.length > 0) throw new AggregateError(failures, 'The queue could not be migrated')
}

async function declareQueue(boss: PgBoss, name: MessageName): Promise<void> {
  const declared = messages[name]
  const options = {
    deadLetter: deadLetterQueue,
    notify: true,
    expireInSeconds: declared.expire_seconds,
    heartbeatSeconds,
    retryLimit: declared.retry_limit,
    retryDelay: declared.retry_delay_seconds,
    retryBackoff: true,
    retryDelayMax: retryDelayMaxSeconds,
  }
  await boss.createQueue(name, { ...options, policy: declared.cron === undefined ? 'standard' : 'exclusive' })
  await boss.updateQueue(name, options)
}

async function declareSchedules(boss: PgBoss): Promise<void> {
  for (const { name } of await boss.getSchedules()) {
    if (!isMessageName(name) || messages[name].cron === undefined) await boss.unschedule(name)
  }
  for (const name of messageNames) {
    const { cron } = messages[name]
    if (cron !== undefined) await boss.schedule(name, cron, {}, { missed: 'once' })
  }
}
