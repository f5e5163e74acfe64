import { SecretKeyError } from '@assay/access'
import { MetricModuleError } from '@assay/compute'
import { EmbeddedPostgresError, isConnectionError, isRefusedByDatabase } from '@assay/db'
import { AllowListError } from '@assay/outgoing'
import { SettingsError } from '@assay/settings'
import { StorageAway, StorageFault } from '@assay/storage'
import { StartError } from './start-error.ts'

/** Errors whose message is all that an operator needs. */
const faults = [
  ...[StartError, SettingsError, EmbeddedPostgresError, MetricModuleError, SecretKeyError, AllowListError],
  StorageFault,
]

/** Why a program could not start or go on: a line or two about what the operator can correct, anything else in full. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (faults.some((fault) => error instanceof fault)) return error.message
  if ('code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Another program uses this port: stop it, or set ASSAY_PORT to another one.`
  }
  if (isConnectionError(error)) {
    // an error about several addresses that were tried has no message
    const reason = error.message || ('code' in error ? error.code : error.name)
    return `The database cannot be reached (${reason}). Check ASSAY_DATABASE_URL, and whether Postgres runs.`
  }
  if (isRefusedByDatabase(error)) {
    return (
      `The database refuses the connection (${error.message}). Check user, password, database and options in ` +
      'ASSAY_DATABASE_URL.'
    )
  }
  if (error instanceof StorageAway && error.cause instanceof StorageFault) {
    return `The storage cannot be used: ${error.cause.message}. Its address is ASSAY_STORAGE_URL.`
  }
  if (error instanceof StorageAway) {
    return `The storage cannot be used (${messageOf(error.cause)}). Check ASSAY_STORAGE_URL, and who may write there.`
  }
  if (isAboutFile(error)) {
    return `A file cannot be used (${error.message}). Check ASSAY_DATA_DIR, ASSAY_STORAGE_URL, and who may write there.`
  }
  return error.stack ?? error.message
}

const aboutFiles = /^E(?:ACCES|PERM|ROFS|NOSPC|DQUOT|NOTDIR|ISDIR|EXIST|NOENT|IO)$/

function isAboutFile(error: Error): boolean {
  return 'code' in error && 'path' in error && aboutFiles.test(String(error.code))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
