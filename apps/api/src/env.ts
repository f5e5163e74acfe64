import { issuerList } from '@assay/access'
import {
  adminOf,
  mailOf,
  openUserOf,
  proxyOf,
  readSettings,
  settings,
  unknownVariables,
  type Variables,
} from '@assay/settings'

const read = settings
  .pick({
    ...{ host: true, port: true, data_dir: true, database_url: true, storage_url: true, log_level: true },
    ...{ secret_key: true, secret_key_previous: true, secret_key_lost: true, admin_email: true, admin_password: true },
    ...{
      metrics: true,
      applications: true,
      decode_applications: true,
      model_dir: true,
      allow_private_urls: true,
      proxy: true,
      sign_up: true,
      smtp_url: true,
      mail_from: true,
    },
    ...{
      public_url: true,
      trust_proxy: true,
      cors_origins: true,
      max_upload_bytes: true,
      open_user: true,
      lumigator_user: true,
      decode_auth: true,
    },
    ...{ max_calls_per_minute: true, max_storage_bytes: true, max_running_jobs_per_user: true },
  })
  .required({ database_url: true, storage_url: true, secret_key: true })
  .extend({ issuers: settings.shape.issuers.pipe(issuerList) })

export type Environment = ReturnType<typeof readEnvironment>

/** Reads the environment. Throws SettingsError. */
export function readEnvironment(variables: Variables = process.env) {
  const values = readSettings(read, variables)
  return {
    ...values,
    admin: adminOf(values),
    mail: mailOf(values),
    open_user: openUserOf(values),
    proxy: proxyOf(values, variables),
    unknown: unknownVariables(variables),
  }
}

/** The part that a migration needs. Throws SettingsError. */
export function readMigrationEnvironment(variables: Variables = process.env) {
  return readSettings(settings.pick({ database_url: true }).required(), variables)
}
