import {
  mailOf,
  proxyOf,
  readSettings,
  SettingsError,
  settings,
  unknownVariables,
  type Variables,
} from '@assay/settings'

const read = settings
  .pick({
    ...{ data_dir: true, database_url: true, storage_url: true, secret_key: true, secret_key_previous: true },
    ...{
      workers: true,
      worker_name: true,
      work_directory: true,
      sandbox: true,
      docker: true,
      image_days: true,
      metrics: true,
      model_dir: true,
      metric_seconds: true,
      log_level: true,
    },
    ...{ allow_private_urls: true, proxy: true, max_running_jobs_per_user: true },
    ...{ max_upload_bytes: true, max_storage_bytes: true },
    ...{ smtp_url: true, mail_from: true, public_url: true },
  })
  .required({ database_url: true, storage_url: true, secret_key: true })

/** Throws SettingsError. */
export function readEnvironment(variables: Variables = process.env) {
  const values = readSettings(read, variables)
  const mail = mailOf(values)
  // a worker has no address of its own that links could lead to
  if (mail && values.public_url === undefined) throw new SettingsError('With ASSAY_SMTP_URL, set ASSAY_PUBLIC_URL too.')
  return { ...values, mail, proxy: proxyOf(values, variables), unknown: unknownVariables(variables) }
}
