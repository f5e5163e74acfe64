import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCore } from '@assay/core'
import { createModelFetch } from '@assay/models'
import { startWorker } from '@assay/worker'
import { pino } from 'pino'

/** A worker as apps/worker starts it, but impatient: its lease ends in two seconds, and it hands back after one. */
const database_url = process.env['ASSAY_DATABASE_URL'] ?? ''
const { ASSAY_WORK_DIRECTORY: work_directory, ASSAY_GIVES_UP_SECONDS: gives_up_seconds } = process.env
const log = pino({ level: process.env['ASSAY_LOG_LEVEL'] ?? 'silent' }, pino.destination(2))
await using core = await openCore({
  name: 'assay test worker',
  database_url,
  storage_url: process.env['ASSAY_STORAGE_URL'] ?? '',
  scratch_directory: mkdtempSync(join(tmpdir(), 'assay-worker-')),
  secret_key: process.env['ASSAY_SECRET_KEY'] ?? '',
  metric_modules: (process.env['ASSAY_METRICS'] ?? '').split(',').filter((module) => module !== ''),
  settings: {},
  log,
})
await using outgoing = createModelFetch({ allow: [], allow_loopback: true })
const worker = await startWorker(
  { ...core, fetch: outgoing.fetch },
  {
    name: 'test worker',
    slots: 2,
    database_url,
    lease_seconds: 2,
    ...(work_directory !== undefined && { work_directory }),
    ...(gives_up_seconds !== undefined && { gives_up_seconds: Number(gives_up_seconds) }),
  },
)
process.stdout.write(`worker ${worker.worker_id} has 2 slots\n`)
const stopped = Promise.withResolvers<void>()
process.on('SIGTERM', () => stopped.resolve())
await stopped.promise
await worker.drain({ timeout_ms: 1_000 })
