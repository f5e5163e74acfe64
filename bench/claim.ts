import { openWorkerSession } from '@assay/engine'
import { type Backlog, queueBacklog } from './claim/backlog.ts'
import { timeBareClaim, timeClaim, timeCommit } from './claim/claims.ts'
import { type Figure, figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { spreadOf } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

const claims = 200
const warmUp = 10
const backlogs = [
  { owners: 100, queued_each: 1_000, most: 4 },
  { owners: 1_000, queued_each: 100, most: 8 },
]

await using database = await createScratchDatabase()
const { db } = database

async function measure({ owners, queued_each, most }: Backlog & { readonly most: number }): Promise<Figure[]> {
  await queueBacklog(db, { owners, queued_each })
  const worker_id = await openWorkerSession(db, { name: 'bench', slots: 16, lease_seconds: 600 })
  const ours: number[] = []
  const bare: number[] = []
  const commits: number[] = []
  for (let claim = 0; claim < claims + warmUp; claim++) {
    ours.push(await timeClaim(db, worker_id))
    bare.push(await timeBareClaim(db, worker_id))
    commits.push(await timeCommit(db, worker_id))
  }
  const [fair, unfair, commit] = [ours, bare, commits].map((times) => spreadOf(times.slice(warmUp)))
  if (!fair || !unfair || !commit) throw new Error('nothing was measured')
  const backlog = `${owners} owners × ${queued_each} queued`
  return (['p50', 'p95'] as const).flatMap((quantile) => [
    figure({
      what: `claim of 16 jobs, ${backlog}, ${quantile}`,
      unit: 'ms',
      ours: fair[quantile],
      alternative: { what: 'one update of the first 16 rows: no fairness, no events', value: unfair[quantile] },
      hold: ratioAtMost(most),
    }),
    figure({ what: `the disk's part of it, ${backlog}, ${quantile}`, unit: 'ms', ours: commit[quantile] }),
  ])
}

const figures: Figure[] = []
for (const backlog of backlogs) figures.push(...(await measure(backlog)))
report({ command: 'claim', postgres: database.version, figures, details: { claims } })
