import type { CoreOptions } from '@assay/core'
import type { Environment } from './env.ts'
import { outgoingTargets } from './outgoing.ts'

type Told = Omit<Environment, 'admin' | 'database_url' | 'secret_key' | 'unknown'>

/** The operator's settings for core; `own_url` is the address of this server where no public one is given. */
export function coreOptionsOf(env: Told, { own_url }: { readonly own_url: string }) {
  return {
    storage_url: env.storage_url,
    previous_secret_keys: env.secret_key_previous,
    metric_modules: env.metrics,
    model_directory: env.model_dir,
    issuers: env.issuers,
    outgoing: outgoingTargets(env),
    settings: {
      max_upload_bytes: env.max_upload_bytes,
      sign_up: env.sign_up,
      mail: env.mail,
      public_url: env.public_url ?? own_url,
      max_calls_per_minute: env.max_calls_per_minute,
      max_storage_bytes: env.max_storage_bytes,
      max_running_jobs_per_user: env.max_running_jobs_per_user,
    },
  } satisfies Partial<CoreOptions>
}
