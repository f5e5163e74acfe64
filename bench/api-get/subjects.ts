import { type Actor, createApiKey } from '@assay/access'
import type { CoreDeps } from '@assay/core'
import { type Database, insertBlobs, insertDatasetVersion, newId } from '@assay/db'
import { type JobSubmission, submitRuns, transactAround } from '@assay/engine'
import { unheard } from '@assay/engine/testing'
import { columnRoles, type InferenceSpec } from '@assay/schemas'
import type { Kysely } from 'kysely'
import { addOwner, runOf } from '../platform/no-op.ts'

/** What is asked for, and by whom. */
export interface Subjects {
  readonly actor: Actor
  readonly key: string
  readonly job_id: string
  readonly dataset_id: string
}

export async function insertSubjects(deps: CoreDeps): Promise<Subjects> {
  const owner_id = await addOwner(deps.db)
  const actor: Actor = { user_id: owner_id, email: `${owner_id}@example.org`, groups: ['users'] }
  const { key } = await createApiKey(deps, actor, { name: 'bench', scopes: ['admin'] })
  return { actor, key, job_id: await insertJob(deps.db, owner_id), dataset_id: await insertDataset(deps.db, owner_id) }
}

async function insertJob(db: Kysely<Database>, owner_id: string): Promise<string> {
  const run = runOf(owner_id, [inference('first'), inference('second', ['first'])])
  const [run_id = ''] = await transactAround(unheard(db), (held) => submitRuns(held, [run]))
  const of = db.selectFrom('jobs').select('id').where('run_id', '=', run_id)
  return (await of.where('name', '=', 'second').executeTakeFirstOrThrow()).id
}

function inference(name: string, needs: readonly string[] = []): JobSubmission {
  const spec: InferenceSpec = {
    kind: 'inference',
    dataset_id: newId(),
    model: { provider: 'baseline', model: 'lead-3', parameters: {} },
    task: { type: 'summarization' },
    columns: columnRoles.parse({}),
    max_samples: null,
    max_failed_ratio: 0.05,
    repeat: 0,
    seed: 0,
  }
  return { name, kind: spec.kind, spec, needs, fingerprint: null }
}

async function insertDataset(db: Kysely<Database>, owner_id: string): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const blob_id = newId()
    await insertBlobs(trx, [{ id: blob_id, owner_id, size_bytes: 1_000, object_key: blob_id }])
    const { id } = await insertDatasetVersion(trx, {
      id: newId(),
      owner_id,
      name: 'news',
      state: 'ready',
      filename: 'news.csv',
      format: 'csv',
      size_bytes: 1_000,
      examples: 64,
      columns: JSON.stringify([{ name: 'examples', type: 'VARCHAR' }]),
      original_blob_id: blob_id,
    })
    return id
  })
}
