import { findRunSecret, findSecretNames, insertRunSecrets } from '@assay/db'
import { DomainError } from '@assay/schemas'
import type { Kysely, Transaction } from 'kysely'
import type { AccessDeps } from '../deps.ts'
import { revealSecret } from './secret.ts'

type Deps = Pick<AccessDeps, 'db' | 'secret_box'>
type Database = AccessDeps['db'] extends Kysely<infer Tables> ? Tables : never

/** Secrets that are given for one run, by name. */
export type GivenSecrets = Readonly<Record<string, string>>

interface OfRun {
  readonly run_id: string
  readonly owner_id: string
}

/** Keeps secrets that were given for one run, until it ends. */
export async function keepRunSecrets(
  { db, secret_box }: { readonly db: Transaction<Database> } & Pick<Deps, 'secret_box'>,
  { run_id, owner_id }: OfRun,
  given: GivenSecrets,
): Promise<void> {
  const sealed = Object.entries(given).map(([name, value]) => ({
    ...{ run_id, owner_id, name },
    ciphertext: secret_box.seal(value, runSecretSealName(owner_id, `${run_id}/${name}`)),
  }))
  await insertRunSecrets(db, sealed)
}

/** The value that a job finds: what was given for its run, else what its owner stored. Throws SECRET_NOT_FOUND. */
export async function revealSecretOfRun(
  deps: Deps,
  { run_id, owner_id, name }: OfRun & { readonly name: string },
): Promise<string> {
  const given = await findRunSecret(deps.db, { run_id, name })
  if (!given) return revealSecret(deps, { owner_id, name })
  return deps.secret_box.open(given.ciphertext, runSecretSealName(owner_id, `${run_id}/${name}`))
}

/** Throws SECRET_NOT_FOUND for the first of these names that the owner has not stored. */
export async function requireSecrets(
  deps: Pick<Deps, 'db'>,
  owner_id: string,
  names: readonly string[],
): Promise<void> {
  const there = await findSecretNames(deps.db, { owner_id, names })
  const missing = names.find((name) => !there.has(name))
  if (missing !== undefined) throw new DomainError('SECRET_NOT_FOUND', { name: missing })
}

/** The place that the seal of a run's secret includes. */
export function runSecretSealName(owner_id: string, name: string): string {
  return `${owner_id}/run/${name}`
}
