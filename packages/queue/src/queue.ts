import { type Kysely, sql, type Transaction } from 'kysely'
import { fromKysely, PgBoss } from 'pg-boss'
import { type MessageName, type MessagePayload, messageNames, messages } from './catalogue.ts'
import { createDeadLetters, type DeadLetters } from './dead-letter.ts'
import { schema } from './schema.ts'

const mostAtOnce = 5000

/** Sends messages over the connections of its database, and never migrates. */
export interface Queue {
  readonly dead_letters: DeadLetters
  /** Sends a message if and when the transaction commits. */
  enqueue<DB, Name extends MessageName>(trx: Transaction<DB>, name: Name, payload: MessagePayload<Name>): Promise<void>
  /** The same for many messages of one kind, some thousand with each statement. */
  enqueueAll<DB, Name extends MessageName>(
    trx: Transaction<DB>,
    name: Name,
    payloads: readonly MessagePayload<Name>[],
  ): Promise<void>
  /** The same for many messages that are to be delivered so many seconds after that. */
  enqueueLater<DB, Name extends MessageName>(trx: Transaction<DB>, name: Name, late: Late<Name>): Promise<void>
  /** Those of these values with which a message is yet to be handled, in a field of its payload that lists them. */
  findPending<Name extends MessageName>(
    name: Name,
    field: ListField<MessagePayload<Name>>,
    values: readonly string[],
  ): Promise<Set<string>>
  /** Throws when messages cannot be sent now. */
  check(): Promise<void>
  isComplete(): Promise<boolean>
}

/** The fields that are lists of texts. */
type ListField<Payload> = {
  [Field in keyof Payload & string]: Payload[Field] extends readonly string[] ? Field : never
}[keyof Payload & string]

interface Late<Name extends MessageName> {
  readonly payloads: readonly MessagePayload<Name>[]
  readonly after_seconds: number
}

export function createQueue<DB>(db: Kysely<DB>): Queue {
  return {
    dead_letters: createDeadLetters(bossOver(db)),
    async enqueue(trx, name, payload) {
      const { data, group } = toMessage(name, payload)
      await bossOver(trx).send(name, data, { ...(group && { group }) })
    },
    enqueueAll: (trx, name, payloads) => insertAll(trx, name, { payloads, after_seconds: 0 }),
    enqueueLater: insertAll,
    async findPending(name, field, values) {
      if (values.length === 0) return new Set()
      const { rows } = await sql<{ value: string }>`
        select value from ${sql.table(`${schema}.job`)}, jsonb_array_elements_text(data->${field}) as value
        where name = ${name} and state < 'completed' and value = any(${values}::text[])`.execute(db)
      return new Set(rows.map(({ value }) => value))
    },
    async check() {
      if (!(await bossOver(db).isInstalled())) throw new Error('The queue is not migrated')
    },
    async isComplete() {
      const boss = bossOver(db)
      if (!(await boss.isInstalled())) return false
      return (await boss.getQueues([...messageNames])).length === messageNames.length
    },
  }
}

async function insertAll<DB, Name extends MessageName>(
  trx: Transaction<DB>,
  name: Name,
  { payloads, after_seconds: startAfter }: Late<Name>,
): Promise<void> {
  const boss = bossOver(trx)
  for (let from = 0; from < payloads.length; from += mostAtOnce) {
    const some = payloads.slice(from, from + mostAtOnce)
    await boss.insert(
      name,
      some.map((payload) => ({ ...toMessage(name, payload), startAfter })),
    )
  }
}

function toMessage<Name extends MessageName>(name: Name, payload: MessagePayload<Name>) {
  const { payload: schema, owner } = messages[name]
  const data = schema.parse(payload)
  return { data, ...(owner && { group: { id: owner(data) } }) }
}

/** pg-boss, never started, as the writer of SQL for this connection. */
function bossOver<DB>(db: Kysely<DB>): PgBoss {
  return new PgBoss({ db: fromKysely(db), schema })
}
