import { requireSecrets } from '@assay/access'
import { type Database, findBlobsById, findReusedJobIds, holdBlobs, insertJobInputs } from '@assay/db'
import { type ApplicationSpec, DomainError } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { HeldForRetry, JobKinds } from '../run/job-kind.ts'
import { pathOfOutput } from './declared-output.ts'
import { readMaterial } from './material.ts'
import { placeOutputs } from './placed-outputs.ts'

export const applicationKind: JobKinds['application'] = {
  placement: 'any',
  material: (deps, { attempt }) => readMaterial(deps, attempt),
  usesSecret: ({ secrets, registry_secret }) => secrets.length > 0 || registry_secret !== null,
  givenSecrets: (spec) => secretsOf(spec).map(({ name }) => name),
  outputPath: pathOfOutput,
  async checkDownload() {},
  async holdForRetry(trx, { owner, again, given }) {
    const names = again.flatMap(({ spec }) => secretsOf(spec).flatMap(({ name, optional }) => (optional ? [] : [name])))
    const stored = [...new Set(names)].filter((name) => !Object.hasOwn(given, name))
    await requireSecrets({ db: trx }, owner.user_id, stored)
    await holdGiven(trx, again)
  },
  async copyToRetry(trx, { to }) {
    await insertJobInputs(trx, to)
    await placeOutputs(trx, await findReusedJobIds(trx, to))
  },
}

function secretsOf({ secrets, registry_secret }: ApplicationSpec) {
  return [
    ...secrets.map(({ secret: name, optional }) => ({ name, optional })),
    ...(registry_secret === null ? [] : [{ name: registry_secret, optional: false }]),
  ]
}

/** Keeps the bytes that the jobs are to find. Throws JOB_INPUT_GONE. */
async function holdGiven(trx: Transaction<Database>, again: HeldForRetry<ApplicationSpec>['again']): Promise<void> {
  const given = again.flatMap(({ name: job, spec }) =>
    [...spec.inputs, ...spec.files].map(({ blob_id, from, path }) => ({ job, blob_id, path: from ?? path })),
  )
  const ids = [...new Set(given.map(({ blob_id }) => blob_id))]
  if (await holdBlobs(trx, ids)) return
  const there = new Set((await findBlobsById(trx, ids)).map(({ id }) => id))
  const gone = given.find(({ blob_id }) => !there.has(blob_id))
  if (gone) throw new DomainError('JOB_INPUT_GONE', { job: gone.job, path: gone.path })
}
