import { parseArgs } from 'node:util'
import { type ChainLatency, measureEngine, measurePgBoss } from './job-pickup/latency.ts'
import { type OpenPlace, openOtherProcess, openSameProcess } from './job-pickup/places.ts'
import { queue } from './job-pickup/workers.ts'
import { type Figure, figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { type Spread, spreadOf } from './measure/spread.ts'
import { openBarePgBoss } from './platform/bare-pg-boss.ts'
import { openEngine } from './platform/engine.ts'
import { addOwner } from './platform/no-op.ts'
import { createScratchDatabase, type ScratchDatabase } from './platform/scratch-database.ts'

const { values } = parseArgs({ options: { submissions: { type: 'string', default: '500' } } })
const submissions = Number(values.submissions)
const chains = Math.ceil(submissions / 8)
const stepsOfChain = 10

interface Measured {
  readonly ours: readonly ChainLatency[]
  readonly pg_boss: readonly ChainLatency[]
}

/** Both in turn, so that whatever else the machine does meets both. */
async function measure(database: ScratchDatabase, open: OpenPlace, steps: readonly number[]): Promise<Measured> {
  await using place = await open(database.url)
  await using engine = await openEngine(database.url)
  await using bare = await openBarePgBoss(database.url, queue)
  const owner_id = await addOwner(engine.db)
  const ours: ChainLatency[] = []
  const pg_boss: ChainLatency[] = []
  for (const count of steps) {
    ours.push(await measureEngine(engine, owner_id, { starts: place.starts, steps: count }))
    pg_boss.push(await measurePgBoss(bare.boss, { starts: place.starts, steps: count }))
  }
  // the first ones find cold caches
  return { ours: ours.slice(20), pg_boss: pg_boss.slice(20) }
}

const single = Array.from({ length: submissions + 20 }, () => 1)
const chained = Array.from({ length: chains + 20 }, () => stepsOfChain)

const quantiles = ['p50', 'p95', 'p99'] as const
type Quantile = (typeof quantiles)[number]

function compare(
  what: string,
  { ours, pg_boss }: { ours: Spread; pg_boss: Spread },
  promised: readonly Quantile[],
): Figure[] {
  return quantiles.map((quantile) =>
    figure({
      what: `${what}, ${quantile}`,
      unit: 'ms',
      ours: ours[quantile],
      alternative: { what: 'pg-boss with NOTIFY', value: pg_boss[quantile] },
      ...(promised.includes(quantile) && { hold: ratioAtMost(1.2) }),
    }),
  )
}

function spreads(measured: Measured, pick: (latency: ChainLatency) => readonly number[]) {
  return { ours: spreadOf(measured.ours.flatMap(pick)), pg_boss: spreadOf(measured.pg_boss.flatMap(pick)) }
}

await using database = await createScratchDatabase()
const same = await measure(database, openSameProcess, single)
const other = await measure(database, openOtherProcess, single)
const chain = await measure(database, openSameProcess, chained)
const promised = ['p50', 'p99'] as const
const whole = (latency: ChainLatency) => [latency.pickup]
const afterCommit = (latency: ChainLatency) => [latency.pickup_after_commit]
report({
  command: 'job-pickup',
  postgres: database.version,
  figures: [
    ...compare('submit to start, dispatcher in the same process', spreads(same, whole), promised),
    ...compare('submit to start, dispatcher in another process', spreads(other, whole), promised),
    ...compare('committed to start, dispatcher in the same process', spreads(same, afterCommit), []),
    ...compare('committed to start, dispatcher in another process', spreads(other, afterCommit), []),
    ...compare(
      'step to step in a chain',
      spreads(chain, (latency) => latency.between),
      promised,
    ),
  ],
  details: { submissions, chains, steps_of_chain: stepsOfChain },
})
