import type { PgBoss } from 'pg-boss'

const bulk = 1_000
const workers = 4
const queue = 'no-op'

/** Seconds from the first insert to the last completion, with the settings that serve pg-boss best. */
export async function pgBossRound(boss: PgBoss, messages: number): Promise<number> {
  const all = Promise.withResolvers<void>()
  let left = messages
  for (let worker = 0; worker < workers; worker++) {
    await boss.work(
      queue,
      { batchSize: 100, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5 },
      async (batch) => {
        left -= batch.length
        if (left === 0) all.resolve()
      },
    )
  }
  const started_at = performance.now()
  for (let sent = 0; sent < messages; sent += bulk) {
    const batch = Array.from({ length: bulk }, (_, index) => ({ data: { number: sent + index } }))
    await boss.insert(queue, batch)
  }
  await all.promise
  await boss.offWork(queue, { wait: true })
  return (performance.now() - started_at) / 1000
}
