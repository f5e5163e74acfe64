import { join } from 'node:path'
import { checkSecretKey } from '@assay/access'
import { openCore } from '@assay/core'
import { createModelFetch } from '@assay/models'
import { readEnvironment } from './env.ts'
import { createLog } from './log.ts'
import { startWorker } from './worker.ts'

const env = readEnvironment()
const log = createLog(env.log_level)
await using core = await openCore({
  name: 'assay worker',
  database_url: env.database_url,
  storage_url: env.storage_url,
  scratch_directory: join(env.data_dir, 'scratch'),
  secret_key: env.secret_key,
  previous_secret_keys: env.previous_secret_keys,
  metric_modules: env.metric_modules,
  model_directory: env.model_directory,
  metric_seconds: env.metric_seconds,
  settings: {
    max_upload_bytes: 0,
    max_running_jobs_per_user: env.max_running_jobs_per_user,
    mail: env.mail,
    public_url: env.public_url,
  },
  log,
})
await checkSecretKey(core)
await using outgoing = createModelFetch({ allow: env.allow_private_urls, allow_loopback: false })
const worker = await startWorker({ ...core, fetch: outgoing.fetch }, env)
process.stdout.write(`worker ${worker.worker_id} has ${env.slots} slots\n`)

const stopped = Promise.withResolvers<void>()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stopped.resolve)
await stopped.promise
await worker.drain()
