import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { engineRound, type Shape } from './job-throughput/engine-round.ts'
import { pgBossRound } from './job-throughput/pg-boss-round.ts'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median, rounded } from './measure/spread.ts'
import { openBarePgBoss } from './platform/bare-pg-boss.ts'
import { openEngine } from './platform/engine.ts'
import { addOwner } from './platform/no-op.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
    slots: { type: 'string', default: '400' },
  },
})
const jobs = Number(values.jobs)
const slots = Number(values.slots)
const shapes = [100, 1].map((jobs_per_run): Shape => ({ jobs, jobs_per_run, slots }))

await using database = await createScratchDatabase()
await using engine = await openEngine(database.url)
await using bare = await openBarePgBoss(database.url, 'no-op')
const owner_id = await addOwner(engine.db)
const pg_boss: number[] = []
const ours = new Map(shapes.map((shape) => [shape, [] as number[]]))
// the first round finds cold caches, and is not counted
for (let round = 0; round <= Number(values.rounds); round++) {
  const baseline = await pgBossRound(bare.boss, jobs)
  if (round > 0) pg_boss.push(jobs / baseline)
  for (const [shape, rates] of ours) {
    const seconds = await engineRound(engine, owner_id, shape)
    if (round > 0) rates.push(jobs / seconds)
  }
}
const { rows } = await sql<{ events: number; settled: number }>`
  select (select count(*)::int from events where job_id is not null) as events,
    (select count(*)::int from jobs where state = 'succeeded') as settled`.execute(engine.db)

report({
  command: 'job-throughput',
  postgres: database.version,
  figures: [...ours].map(([{ jobs_per_run }, rates]) =>
    figure({
      what: `no-op jobs end to end, ${jobs_per_run} a run`,
      unit: 'jobs/s',
      ours: median(rates),
      alternative: { what: 'bare pg-boss, batches of 100 × 4 workers, burst', value: median(pg_boss) },
      // a run of one job writes six events, not three: shown, not promised
      ...(jobs_per_run > 1 && { hold: ratioAtLeast(0.6) }),
    }),
  ),
  details: {
    jobs,
    slots,
    rounds: [...ours].map(([{ jobs_per_run }, rates]) => ({ jobs_per_run, jobs_per_second: rates.map(rounded) })),
    pg_boss_rounds: pg_boss.map(rounded),
    settled: rows[0]?.settled,
    job_events: rows[0]?.events,
  },
})
