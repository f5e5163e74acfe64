import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { addUser, waitForLocks } from '@assay/engine/testing'
import { evaluateInput, type experimentCreateInput } from '@assay/schemas'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import { removeDataset } from '../src/data/dataset.ts'
import { ingestDataset } from '../src/data/ingest.ts'
import { createDataset } from '../src/data/new-version.ts'
import type { CoreDeps } from '../src/deps.ts'
import { evaluate } from '../src/evaluation/evaluate.ts'
import { createExperiment, removeExperiment } from '../src/evaluation/experiment.ts'
import { appendToUpload, createUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { retryRun } from '../src/run/retry.ts'
import { removeRun, stopRun } from '../src/run/run.ts'
import { openTestCore } from './open-test-core.ts'

interface Scene {
  readonly core: OpenCore
  readonly actor: Actor
  readonly experiment: z.output<typeof experimentCreateInput>
}

async function openScene(core: OpenCore): Promise<Scene> {
  const actor: Actor = { user_id: await addUser(core.db), email: 'somebody@example.org', groups: ['users'] }
  const { id: upload_id } = await createUpload(core, actor, { filename: 'a.csv', size_bytes: 11 })
  await appendToUpload(core, actor, { upload_id, offset: 0, body: Readable.from([Buffer.from('examples\na\n')]) })
  const { id: dataset_id } = await createDataset(core, actor, { upload_id })
  await ingestDataset(core, { dataset_id })
  const task = { type: 'summarization' } as const
  const experiment = { name: 'a', description: '', dataset_id, task, columns: {}, primary_metric: 'novelty' }
  return { core, actor, experiment }
}

const start = (deps: CoreDeps, actor: Actor, experiment_id: string) =>
  evaluate(deps, actor, evaluateInput.parse({ experiment_id, models: ['lead-1'], metrics: ['novelty'] }))

/** Does one thing in a transaction that commits only when the other waits for it; how the other ended. */
async function overlap(
  core: OpenCore,
  first: (deps: CoreDeps) => Promise<unknown>,
  second: (deps: CoreDeps) => Promise<unknown>,
): Promise<PromiseSettledResult<unknown>> {
  const { other } = await core.db.transaction().execute(async (trx) => {
    await first({ ...core, db: trx })
    const other = Promise.allSettled([second(core)])
    await Promise.race([waitForLocks(core.db, 1), other])
    return { other }
  })
  const [ended] = await other
  return ended
}

const refusedWith = (code: string) => ({ status: 'rejected', reason: expect.objectContaining({ code }) })

it('deletes no experiment to which a run is being added, and adds none to one that is being deleted', async () => {
  await using core = await openTestCore()
  const { actor, experiment } = await openScene(core)
  const { id: experiment_id } = await createExperiment(core, actor, experiment)
  const evaluation = (deps: CoreDeps) => start(deps, actor, experiment_id)
  const deletion = (deps: CoreDeps) => removeExperiment(deps, actor, { experiment_id })
  expect(await overlap(core, evaluation, deletion)).toEqual(refusedWith('RUN_NOT_FINISHED'))
  const [run] = await core.db.selectFrom('runs').select('id').execute()
  await stopRun(core, actor, { run_id: run?.id ?? '' })
  expect(await overlap(core, deletion, evaluation)).toEqual(refusedWith('EXPERIMENT_NOT_FOUND'))
})

it('makes no experiment on a dataset that is being deleted', async () => {
  await using core = await openTestCore()
  const { actor, experiment } = await openScene(core)
  const deletion = (deps: CoreDeps) => removeDataset(deps, actor, experiment)
  const creation = (deps: CoreDeps) => createExperiment(deps, actor, experiment)
  expect(await overlap(core, deletion, creation)).toEqual(refusedWith('DATASET_NOT_FOUND'))
})

it('tries no run again that is being deleted, alone or with its experiment', async () => {
  await using core = await openTestCore()
  const { actor, experiment } = await openScene(core)
  const { id: experiment_id } = await createExperiment(core, actor, experiment)
  const stopped = async () => {
    const { items } = await start(core, actor, experiment_id)
    const run_id = items[0]?.id ?? ''
    await stopRun(core, actor, { run_id })
    return run_id
  }
  const run_id = await stopped()
  const again = (deps: CoreDeps) => retryRun(deps, actor, { run_id })
  expect(await overlap(core, (deps) => removeRun(deps, actor, { run_id }), again)).toEqual(refusedWith('RUN_NOT_FOUND'))
  const last = await stopped()
  const deletion = (deps: CoreDeps) => removeExperiment(deps, actor, { experiment_id })
  const retry = (deps: CoreDeps) => retryRun(deps, actor, { run_id: last })
  expect(await overlap(core, deletion, retry)).toEqual(refusedWith('EXPERIMENT_NOT_FOUND'))
})

it('gives a run that is tried again as many attempts as its jobs had at first', async () => {
  await using core = await openTestCore()
  const { actor, experiment } = await openScene(core)
  const { id: experiment_id } = await createExperiment(core, actor, experiment)
  const { items } = await start(core, actor, experiment_id)
  const run_id = items[0]?.id ?? ''
  await core.db.updateTable('jobs').set({ max_attempts: 7, attempts_left: 5 }).execute()
  await stopRun(core, actor, { run_id })
  const { id } = await retryRun(core, actor, { run_id })
  const jobs = core.db.selectFrom('jobs').select(['attempts_left', 'max_attempts']).where('run_id', '=', id)
  expect(await jobs.distinct().execute()).toEqual([{ attempts_left: 7, max_attempts: 7 }])
})
