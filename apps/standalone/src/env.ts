import { pathToFileURL } from 'node:url'
import { issuerList } from '@assay/access'
import { adminOf, mailOf, proxyOf, readSettings, settings, unknownVariables, type Variables } from '@assay/settings'

const read = settings.omit({ worker_name: true }).extend({ issuers: settings.shape.issuers.pipe(issuerList) })

export type Environment = ReturnType<typeof readEnvironment>

/** Reads the environment. Throws SettingsError. */
export function readEnvironment(variables: Variables = process.env) {
  const values = readSettings(read, variables)
  return {
    ...values,
    storage_url: values.storage_url ?? pathToFileURL(`${values.data_dir}/storage/`).href,
    admin: adminOf(values),
    mail: mailOf(values),
    proxy: proxyOf(values, variables),
    unknown: unknownVariables(variables),
  }
}

/**
 * Takes what is meant for another database, such as PGSSLMODE, out of the environment: the driver would apply it to
 * the embedded one.
 */
export function leaveOutOtherPostgres(variables: Record<string, string | undefined> = process.env): void {
  for (const name of Object.keys(variables)) {
    if (/^PG[A-Z]/.test(name)) delete variables[name]
  }
}
