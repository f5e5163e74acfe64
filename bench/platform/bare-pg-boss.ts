import { PgBoss } from 'pg-boss'

/** pg-boss alone, in a schema of its own: what the engine is measured against. */
export interface BarePgBoss extends AsyncDisposable {
  readonly boss: PgBoss
}

/** Starts pg-boss with a queue that wakes its workers by NOTIFY. */
export async function openBarePgBoss(url: string, queue: string): Promise<BarePgBoss> {
  const boss = new PgBoss({ connectionString: url, schema: 'bare', useListenNotify: true, max: 10 })
  boss.on('error', (error) => console.error('pg-boss met an error', error))
  await boss.start()
  await boss.createQueue(queue, { notify: true })
  return { boss, [Symbol.asyncDispose]: () => boss.stop({ graceful: false }) }
}
