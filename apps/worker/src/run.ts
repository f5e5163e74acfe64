import { join } from 'node:path'
import { checkSecretKey } from '@assay/access'
import { openCore } from '@assay/core'
import { createModelFetch } from '@assay/models'
import { createLog, drainMs, requireMigrated, requireTiedStorage, say, takePlace } from '@assay/program'
import { readEnvironment } from './env.ts'
import { startWorker } from './worker.ts'

export async function run(stopped: Promise<void>): Promise<void> {
  const env = readEnvironment()
  const log = createLog(env.log_level)
  for (const line of env.unknown) log.warn({}, line)
  const { database_url, storage_url, secret_key, mail, public_url, max_running_jobs_per_user } = env
  const { max_upload_bytes, max_storage_bytes } = env
  const targets = { allow: env.allow_private_urls, allow_loopback: false, proxy: env.proxy }
  await using place = await takePlace({ database_url, kind: 'worker', secret_key, log })
  await using core = await openCore({
    name: 'assay worker',
    database_url,
    storage_url,
    scratch_directory: join(env.data_dir, 'scratch-of-workers'),
    secret_key,
    previous_secret_keys: env.secret_key_previous,
    metric_modules: env.metrics,
    model_directory: env.model_dir,
    metric_seconds: env.metric_seconds,
    outgoing: targets,
    settings: { max_running_jobs_per_user, max_upload_bytes, max_storage_bytes, mail, public_url },
    log,
  })
  await requireMigrated(core)
  await requireTiedStorage({ ...core, storage_url })
  await checkSecretKey(core)
  await using outgoing = createModelFetch(targets)
  const { worker_name: name, workers: slots, sandbox, docker, image_days } = env
  const work_directory = env.work_directory ?? join(env.data_dir, 'work')
  const options = { name, slots, sandbox, docker, image_days, work_directory, database_url }
  const worker = await startWorker({ ...core, fetch: outgoing.fetch }, options)
  say(`worker ${worker.worker_id} has ${env.workers} slots`)
  await Promise.race([stopped, place.excluded]).finally(() => worker.drain({ timeout_ms: drainMs }))
}
