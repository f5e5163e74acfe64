import { type Database, insertUser, newId } from '@assay/db'
import type { JobSubmission, RunSubmission } from '@assay/engine'
import type { Kysely } from 'kysely'

/** A user who owns what is submitted. */
export async function addOwner(db: Kysely<Database>): Promise<string> {
  const id = newId()
  await insertUser(db, { id, email: `${id}@example.org`, name: 'Somebody', groups: ['users'] })
  return id
}

/** The kind of jobs that do nothing. */
export const noOpKind = 'step'

/** A job that does nothing. */
export function noOpJob(name: string, needs: readonly string[] = []): JobSubmission {
  return { name, kind: noOpKind, spec: {}, needs, fingerprint: null }
}

/** A run of jobs. */
export function runOf(owner_id: string, jobs: readonly JobSubmission[]): RunSubmission {
  return { owner_id, name: 'no-op', jobs }
}

/** A run of so many jobs that do nothing, none waiting for another. */
export function noOpRun(owner_id: string, jobs: number): RunSubmission {
  return runOf(
    owner_id,
    Array.from({ length: jobs }, (_, index) => noOpJob(`job-${index}`)),
  )
}

/** What an attempt that did nothing leaves. */
export const nothing = { result: {}, outputs: [] }
