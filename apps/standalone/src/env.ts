import { pathToFileURL } from 'node:url'
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
import type { z } from 'zod'

const read = settings.omit({ worker_name: true }).extend({ issuers: settings.shape.issuers.pipe(issuerList) })

const readByAdmin = settings.pick({
  ...{ data_dir: true, database_url: true, storage_url: true, log_level: true },
  ...{ secret_key: true, secret_key_previous: true, secret_key_lost: true },
})

export type Environment = ReturnType<typeof readEnvironment>

/** Reads the environment. Throws SettingsError. */
export function readEnvironment(variables: Variables = process.env) {
  const values = readSettings(read, variables)
  return {
    ...values,
    storage_url: storageUrlOf(values),
    admin: adminOf(values),
    mail: mailOf(values),
    open_user: openUserOf(values),
    proxy: proxyOf(values, variables),
    unknown: unknownVariables(variables),
  }
}

/** The part that is needed from outside of a server. Throws SettingsError. */
export function readAdminEnvironment(variables: Variables = process.env) {
  const values = readSettings(readByAdmin, variables)
  return { ...values, storage_url: storageUrlOf(values), unknown: unknownVariables(variables) }
}

function storageUrlOf({
  storage_url,
  data_dir,
}: Pick<z.output<typeof readByAdmin>, 'storage_url' | 'data_dir'>): string {
  return storage_url ?? pathToFileURL(`${data_dir}/storage/`).href
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
