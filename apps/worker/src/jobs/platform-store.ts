import { revealModelSecret, stageObject } from '@assay/core'
import { findNeededOutputs } from '@assay/db'
import type { EvaluationStore, LocalFile } from '@assay/runners'
import { checkpointOf } from './checkpoint-parts.ts'
import { stageDataset } from './dataset-table.ts'
import type { JobDeps } from './job-deps.ts'
import { createModelCallCache } from './model-calls.ts'
import { keepOutput } from './output.ts'
import { createSpending } from './spending.ts'

/** Of a worker that has the database and the storage itself. */
export function createPlatformStore(deps: JobDeps): EvaluationStore {
  return {
    dataset: (_, asked) => stageDataset(deps, asked),
    needed: ({ id: job_id }, name) => stageNeeded(deps, { job_id, name }),
    apiKey: ({ owner_id }, model) => revealModelSecret(deps, { owner_id, ...model }),
    calls: ({ owner_id }, asked) => createModelCallCache(deps, { owner_id, ...asked }),
    spend: createSpending(deps),
    checkpoint: ({ id: job_id }) => checkpointOf(deps, job_id),
    keep: (_, file) => keepOutput(deps, file),
  }
}

async function stageNeeded(
  deps: JobDeps,
  needed: { readonly job_id: string; readonly name: string },
): Promise<readonly LocalFile[]> {
  await using stack = new AsyncDisposableStack()
  const files: LocalFile[] = []
  for (const { object_key } of await findNeededOutputs(deps.db, needed)) {
    files.push(stack.use(await stageObject(deps, object_key)))
  }
  // from here on they are the caller's
  stack.move()
  return files
}
