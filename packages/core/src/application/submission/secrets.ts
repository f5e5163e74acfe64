import { type Actor, type GivenSecrets, requireScope, requireSecrets, revealSecret } from '@assay/access'
import { findSecretNames } from '@assay/db'
import type { SubmissionDeps } from './deps.ts'
import type { Issues } from './issues.ts'
import type { WantedJob } from './wanted-job.ts'

/** Keyed hashes of the values of secrets, by name; those that are not there are optional. */
export type SecretHashes = ReadonlyMap<string, string>

interface Asked {
  readonly jobs: readonly WantedJob[]
  readonly given: GivenSecrets
}

/** A value that no job may have is of no use. */
export function checkGiven({ jobs, given }: Asked, issues: Issues): void {
  const declared = new Set(jobs.flatMap((job) => declaredBy(job).map(({ name }) => name)))
  for (const name of Object.keys(given)) {
    if (!declared.has(name)) issues.add(`secrets.${name}`, 'is declared by no job of this run')
  }
}

/**
 * Hashes of the secrets that jobs are to find. Throws SECRET_NOT_FOUND, and FORBIDDEN where the actor's credential may
 * not use what is stored: somebody who runs a job with a secret can send it anywhere, which is as good as reading it.
 */
export async function hashSecrets(deps: SubmissionDeps, actor: Actor, { jobs, given }: Asked): Promise<SecretHashes> {
  const { user_id: owner_id } = actor
  const declared = jobs.flatMap(declaredBy).filter(({ name }) => !Object.hasOwn(given, name))
  const needed = [...new Set(declared.flatMap(({ name, optional }) => (optional ? [] : [name])))]
  await requireSecrets(deps, owner_id, needed)
  const names = [...new Set(declared.map(({ name }) => name))]
  const stored = await findSecretNames(deps.db, { owner_id, names })
  if (stored.size > 0) requireScope(actor, 'secrets:read')
  const hashes = new Map(Object.entries(given).map(([name, value]) => [name, deps.secret_box.hash(value)]))
  for (const name of stored) hashes.set(name, deps.secret_box.hash(await revealSecret(deps, { owner_id, name })))
  return hashes
}

/** Those of its secrets whose values tell a job from others. */
export function hashesFor({ entry }: WantedJob, hashes: SecretHashes): Record<string, string> {
  return Object.fromEntries(
    entry.definition.secrets.flatMap(({ secret, in_fingerprint = true }) => {
      const hash = in_fingerprint ? hashes.get(secret) : undefined
      return hash === undefined ? [] : [[secret, hash]]
    }),
  )
}

function declaredBy({ entry }: WantedJob) {
  const { secrets, registry_secret } = entry.definition
  return [
    ...secrets.map(({ secret: name, optional }) => ({ name, optional })),
    ...(registry_secret === undefined ? [] : [{ name: registry_secret, optional: false }]),
  ]
}
