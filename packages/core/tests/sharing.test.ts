import { Readable } from 'node:stream'
import type { Actor } from '@assay/access'
import { createShare, listOwnShares, removeShare, storeSecret } from '@assay/access'
import { insertUser, newId, updateUser } from '@assay/db'
import {
  DomainError,
  type ErrorCode,
  evaluateInput,
  type Group,
  type Page,
  type Share,
  type ShareableRef,
  shareCreateInput,
  shareListInput,
} from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getDataset, listOwnDatasets, readDatasetRows, removeDataset } from '../src/data/dataset.ts'
import { downloadDataset } from '../src/data/download.ts'
import { ingestDataset } from '../src/data/ingest.ts'
import { createDataset } from '../src/data/new-version.ts'
import { evaluate } from '../src/evaluation/evaluate.ts'
import {
  createExperiment,
  getOwnExperiment,
  listOwnExperiments,
  removeExperiment,
} from '../src/evaluation/experiment.ts'
import { appendToUpload, createUpload } from '../src/file/upload.ts'
import type { OpenCore } from '../src/open-core.ts'
import { followEvents } from '../src/run/event.ts'
import { getJob, listOwnJobs } from '../src/run/job.ts'
import { retryRun } from '../src/run/retry.ts'
import { getRunDetail, listOwnRuns, removeRun, stopRun } from '../src/run/run.ts'
import { openTestCore } from './open-test-core.ts'

const page = { limit: 50, include_total: true } as const

let core: OpenCore

beforeAll(async () => {
  core = await openTestCore()
})
afterAll(() => core[Symbol.asyncDispose]())

async function addActor(groups: Group[] = ['users'], scopes?: Actor['scopes']): Promise<Actor> {
  const id = newId()
  const email = `${id}@example.org`
  await insertUser(core.db, { id, email, name: 'Somebody', password_hash: null, groups })
  return { user_id: id, email, groups, scopes }
}

async function addDataset(owner: Actor): Promise<string> {
  const body = Buffer.from('examples\na\nb\n')
  const { id: upload_id } = await createUpload(core, owner, { filename: 'a.csv', size_bytes: body.length })
  await appendToUpload(core, owner, { upload_id, offset: 0, body: Readable.from([body]) })
  const { id: dataset_id } = await createDataset(core, owner, { upload_id })
  await ingestDataset(core, { dataset_id })
  return dataset_id
}

async function addExperiment(owner: Actor, dataset_id: string): Promise<string> {
  const task = { type: 'summarization' } as const
  const input = { name: 'a', description: '', dataset_id, task, columns: {}, primary_metric: 'novelty' }
  return (await createExperiment(core, owner, input)).id
}

async function addRun(actor: Actor, experiment_id: string): Promise<string> {
  const input = { experiment_id, models: ['lead-1'], metrics: ['novelty'] }
  const { items } = await evaluate(core, actor, evaluateInput.parse(input))
  return items[0]?.id ?? ''
}

async function share(
  owner: Actor,
  thing: ShareableRef,
  side: Actor | Group,
  access: 'read' | 'write' = 'read',
): Promise<Share> {
  const whom = typeof side === 'string' ? { group: side } : { email: side.email }
  return createShare(core, owner, shareCreateInput.parse({ ...thing, with: whom, access }))
}

/** The code with which something is refused; `none`: it is not. */
async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'none'> {
  return promise.then(
    () => 'none',
    (error: unknown) => {
      if (DomainError.is(error)) return error.code
      throw error
    },
  )
}

/** An owner with a dataset, an experiment on it and a run in that; and somebody else. */
async function openScene() {
  const [owner, other] = [await addActor(), await addActor()]
  const dataset_id = await addDataset(owner)
  const experiment_id = await addExperiment(owner, dataset_id)
  const run_id = await addRun(owner, experiment_id)
  const { jobs } = await getRunDetail(core, owner, { run_id })
  return { owner, other, dataset_id, experiment_id, run_id, job_id: jobs[0]?.id ?? '' }
}

const idsOf = ({ items }: { items: readonly { id: string }[] }) => items.map(({ id }) => id)

describe('a dataset that is shared', () => {
  it('is read, downloaded and used in own experiments, and is not found before and after', async () => {
    const { owner, other, dataset_id } = await openScene()
    const uses = () =>
      Promise.all([
        codeOf(getDataset(core, other, { dataset_id })),
        codeOf(
          readDatasetRows(core, other, {
            dataset_id,
            filters: [],
            after: -1,
            include_total: false,
            order: [],
            offset: 0,
            limit: 5,
          }),
        ),
        codeOf(downloadDataset(core, other, { dataset_id, as: 'parquet' })),
        codeOf(addExperiment(other, dataset_id)),
      ])
    expect(new Set(await uses())).toEqual(new Set(['DATASET_NOT_FOUND']))
    const { id: share_id } = await share(owner, { dataset_id }, other)
    expect(new Set(await uses())).toEqual(new Set(['none']))
    await removeShare(core, owner, { share_id })
    expect(new Set(await uses())).toEqual(new Set(['DATASET_NOT_FOUND']))
  })

  it('shows nothing of the experiments on it', async () => {
    const { owner, other, dataset_id, experiment_id, run_id } = await openScene()
    await share(owner, { dataset_id }, other)
    expect(await codeOf(getOwnExperiment(core, other, { experiment_id }))).toBe('EXPERIMENT_NOT_FOUND')
    expect(await codeOf(getRunDetail(core, other, { run_id }))).toBe('RUN_NOT_FOUND')
  })

  it('is deleted by its owner alone, and not while others use it', async () => {
    const [owner, other] = [await addActor(), await addActor()]
    const dataset_id = await addDataset(owner)
    await share(owner, { dataset_id }, other)
    await expect(removeDataset(core, other, { dataset_id })).rejects.toThrow('This needs the owner of the dataset.')
    const experiment_id = await addExperiment(other, dataset_id)
    await expect(removeDataset(core, owner, { dataset_id })).rejects.toMatchObject({
      code: 'DATASET_IN_USE',
      data: { by_others: true, users: [{ email: other.email, experiments: 1 }] },
    })
    await removeExperiment(core, other, { experiment_id })
    await removeDataset(core, owner, { dataset_id })
    expect((await listOwnShares(core, other, shareListInput.parse({}))).items).toEqual([])
  })

  it('is not evaluated on any more once that is revoked, in an experiment of the one it was shared with', async () => {
    const { owner, other, dataset_id } = await openScene()
    const { id: share_id } = await share(owner, { dataset_id }, other)
    const experiment_id = await addExperiment(other, dataset_id)
    const run_id = await addRun(other, experiment_id)
    await stopRun(core, other, { run_id })
    await removeShare(core, owner, { share_id })
    expect(await codeOf(addRun(other, experiment_id))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(retryRun(core, other, { run_id }))).toBe('DATASET_NOT_FOUND')
  })
})

describe('an experiment that is shared', () => {
  it('is read with its runs, jobs, events and dataset', async () => {
    const { owner, other, ...ids } = await openScene()
    const { experiment_id, run_id, job_id, dataset_id } = ids
    await share(owner, { experiment_id }, other)
    expect(await getOwnExperiment(core, other, { experiment_id })).toMatchObject({ owner_id: owner.user_id })
    expect(await getRunDetail(core, other, { run_id })).toMatchObject({ id: run_id, experiment_id })
    expect(await getJob(core, other, { job_id })).toMatchObject({ run_id })
    expect(await getDataset(core, other, { dataset_id })).toMatchObject({ id: dataset_id })
    expect(idsOf(await listOwnRuns(core, other, { ...page, experiment_id }))).toEqual([run_id])
    expect(idsOf(await listOwnJobs(core, other, { ...page, run_id }))).toContain(job_id)
    for await (const event of followEvents(core, other, { run_id, after: 0 })) {
      expect(event.type).toBe('run.created')
      break
    }
  })

  it('is changed by nobody who may only read it', async () => {
    const { owner, other, experiment_id, run_id } = await openScene()
    await share(owner, { experiment_id }, other)
    await expect(addRun(other, experiment_id)).rejects.toThrow(
      'This needs a share of the experiment with write access.',
    )
    await expect(removeExperiment(core, other, { experiment_id })).rejects.toThrow('the owner of the experiment')
    for (const change of [stopRun, retryRun, removeRun]) {
      await expect(change(core, other, { run_id })).rejects.toThrow('a share of the run with write access')
    }
    expect(await codeOf(share(other, { experiment_id }, await addActor()))).toBe('FORBIDDEN')
  })

  it('takes runs of those who may write it, which are theirs and are seen by all', async () => {
    const { owner, other, experiment_id, run_id } = await openScene()
    const reader = await addActor()
    await share(owner, { experiment_id }, reader)
    await share(owner, { experiment_id }, other, 'write')
    const theirs = await addRun(other, experiment_id)
    for (const actor of [owner, other, reader]) {
      expect(await getRunDetail(core, actor, { run_id: theirs })).toMatchObject({ owner_id: other.user_id })
      expect(idsOf(await listOwnRuns(core, actor, { ...page }))).toEqual([theirs, run_id])
    }
    expect(await codeOf(share(other, { experiment_id }, await addActor()))).toBe('FORBIDDEN')
    expect(await codeOf(removeExperiment(core, other, { experiment_id }))).toBe('FORBIDDEN')
    await expect(stopRun(core, other, { run_id })).rejects.toThrow('a share of the run with write access')
  })

  it('uses the secrets of the one who evaluates, never those of its owner', async () => {
    const { owner, other, experiment_id } = await openScene()
    await storeSecret(core, owner, { name: 'openai', value: 'sk-owner' })
    await share(owner, { experiment_id }, other, 'write')
    const model = { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:9/v1', secret: 'openai' }
    const input = { experiment_id, models: [model], metrics: ['novelty'] }
    expect(await codeOf(evaluate(core, other, evaluateInput.parse(input)))).toBe('SECRET_NOT_FOUND')
    expect(await codeOf(evaluate(core, owner, evaluateInput.parse(input)))).toBe('none')
  })

  it('is evaluated with a secret, and such a run tried again, only by a key that may read secrets', async () => {
    const { owner, experiment_id } = await openScene()
    await storeSecret(core, owner, { name: 'openai', value: 'sk-owner' })
    const model = { provider: 'openai-compatible', model: 'm', base_url: 'http://127.0.0.1:9/v1', secret: 'openai' }
    const input = evaluateInput.parse({ experiment_id, models: [model], metrics: ['novelty'] })
    const runner: Actor = { ...owner, scopes: ['runs:write'] }
    const needs = { code: 'FORBIDDEN', data: { needs: { scope: 'secrets:read' } } }
    await expect(evaluate(core, runner, input)).rejects.toMatchObject(needs)
    const runs = await evaluate(core, { ...owner, scopes: ['runs:write', 'secrets:read'] }, input)
    const run_id = runs.items[0]?.id ?? ''
    await stopRun(core, owner, { run_id })
    await expect(retryRun(core, runner, { run_id })).rejects.toMatchObject(needs)
    expect(await codeOf(retryRun(core, { ...owner, scopes: ['write'] }, { run_id }))).toBe('none')
  })

  it('lets its owner stop and delete what others run in it, but not try it again in their name', async () => {
    const { owner, other, experiment_id, run_id } = await openScene()
    await share(owner, { experiment_id }, other, 'write')
    const theirs = { run_id: await addRun(other, experiment_id) }
    expect(await stopRun(core, owner, theirs)).toMatchObject({ state: 'stopped' })
    expect(await codeOf(retryRun(core, owner, theirs))).toBe('FORBIDDEN')
    await removeRun(core, owner, theirs)
    await addRun(other, experiment_id)
    await stopRun(core, owner, { run_id })
    expect(await codeOf(removeExperiment(core, owner, { experiment_id }))).toBe('RUN_NOT_FINISHED')
  })

  it('gives nobody a dataset that is not its owner’s to give', async () => {
    const { owner, other: middle, dataset_id } = await openScene()
    const last = await addActor()
    await share(owner, { dataset_id }, middle)
    const experiment_id = await addExperiment(middle, dataset_id)
    await share(middle, { experiment_id }, last, 'write')
    expect(await codeOf(getOwnExperiment(core, last, { experiment_id }))).toBe('none')
    expect(await codeOf(getDataset(core, last, { dataset_id }))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(addRun(last, experiment_id))).toBe('DATASET_NOT_FOUND')
    expect((await listOwnDatasets(core, last, { ...page, sample: false })).items).toEqual([])
  })

  it('keeps runs with those who made them, and from going on, when that is revoked', async () => {
    const { owner, other, experiment_id } = await openScene()
    const { id: share_id } = await share(owner, { experiment_id }, other, 'write')
    const run_id = await addRun(other, experiment_id)
    await removeShare(core, owner, { share_id })
    expect(await codeOf(addRun(other, experiment_id))).toBe('EXPERIMENT_NOT_FOUND')
    expect(idsOf(await listOwnRuns(core, other, { ...page }))).toEqual([run_id])
    await stopRun(core, other, { run_id })
    expect(await codeOf(retryRun(core, other, { run_id }))).toBe('EXPERIMENT_NOT_FOUND')
    expect(await codeOf(getRunDetail(core, owner, { run_id }))).toBe('none')
  })
})

describe('a run that is shared', () => {
  it('is read with its jobs, but neither its experiment nor its dataset nor other runs', async () => {
    const { owner, other, dataset_id, experiment_id, run_id, job_id } = await openScene()
    const sibling = await addRun(owner, experiment_id)
    await share(owner, { run_id }, other)
    expect(await getRunDetail(core, other, { run_id })).toMatchObject({ id: run_id })
    expect(await getJob(core, other, { job_id })).toMatchObject({ id: job_id })
    expect(idsOf(await listOwnRuns(core, other, { ...page }))).toEqual([run_id])
    expect(idsOf(await listOwnJobs(core, other, { ...page }))).toContain(job_id)
    expect(await codeOf(getRunDetail(core, other, { run_id: sibling }))).toBe('RUN_NOT_FOUND')
    expect(await codeOf(getDataset(core, other, { dataset_id }))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(getOwnExperiment(core, other, { experiment_id }))).toBe('EXPERIMENT_NOT_FOUND')
    expect(await codeOf(listOwnRuns(core, other, { ...page, experiment_id }))).toBe('EXPERIMENT_NOT_FOUND')
    expect(await codeOf(stopRun(core, other, { run_id }))).toBe('FORBIDDEN')
  })

  it('is stopped, tried again and deleted by those who may write it; the new one is its owner’s, and shared as it was', async () => {
    const { owner, other, run_id } = await openScene()
    await share(owner, { run_id }, 'workers')
    await share(owner, { run_id }, other, 'write')
    expect(await stopRun(core, other, { run_id })).toMatchObject({ state: 'stopped' })
    const again = await retryRun(core, other, { run_id })
    expect(again).toMatchObject({ owner_id: owner.user_id, retry_of: run_id })
    const shares = await listOwnShares(core, owner, shareListInput.parse({ run_id: again.id }))
    expect(shares.items.map(({ access }) => access).toSorted()).toEqual(['read', 'write'])
    await removeRun(core, other, { run_id })
    expect(await codeOf(getRunDetail(core, owner, { run_id }))).toBe('RUN_NOT_FOUND')
    await stopRun(core, other, { run_id: again.id })
  })

  it('ends a stream of its events when that is revoked', async () => {
    const { owner, other, run_id } = await openScene()
    const { id: share_id } = await share(owner, { run_id }, other)
    const events = followEvents(core, other, { run_id, after: 0 })
    await events.next()
    await removeShare(core, owner, { share_id })
    const rest = (async () => {
      for await (const _ of events);
    })()
    expect(await codeOf(rest)).toBe('RUN_NOT_FOUND')
  })
})

describe(createShare, () => {
  it('changes how far an earlier share goes', async () => {
    const { owner, other, experiment_id } = await openScene()
    const first = await share(owner, { experiment_id }, other)
    const second = await share(owner, { experiment_id }, other, 'write')
    expect(second).toEqual({ ...first, access: 'write' })
    expect(await codeOf(addRun(other, experiment_id))).toBe('none')
    await share(owner, { experiment_id }, other, 'read')
    expect(await codeOf(addRun(other, experiment_id))).toBe('FORBIDDEN')
  })

  it('refuses oneself, users who are not there, and things that are not', async () => {
    const { owner, other, dataset_id } = await openScene()
    await expect(share(owner, { dataset_id }, owner)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const nobody = { ...other, email: 'nobody@example.org' }
    await expect(share(owner, { dataset_id }, nobody)).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
      data: { email: 'nobody@example.org' },
    })
    expect(await codeOf(share(other, { dataset_id }, owner))).toBe('DATASET_NOT_FOUND')
    expect(await codeOf(share(other, { run_id: newId() }, owner))).toBe('RUN_NOT_FOUND')
  })

  it('cannot be with a disabled user, nor, where mail is sent, with an address that is not confirmed', async () => {
    const { owner, other, dataset_id } = await openScene()
    const mail = { smtp_url: 'smtp://127.0.0.1:9', from: 'assay@example.org' }
    const mailing = { ...core, settings: { ...core.settings, mail } }
    const give = (deps: typeof core, whom: { email: string } | { user_id: string }) =>
      codeOf(createShare(deps, owner, { dataset_id, with: whom, access: 'read' }))
    const ways = [{ email: other.email }, { user_id: other.user_id }]
    for (const whom of ways) expect(await give(mailing, whom)).toBe('USER_NOT_FOUND')
    for (const whom of ways) expect(await give(core, whom)).toBe('none')
    const now = new Date().toISOString()
    await updateUser(core.db, other.user_id, { email_confirmed_at: now })
    for (const whom of ways) expect(await give(mailing, whom)).toBe('none')
    await updateUser(core.db, other.user_id, { disabled_at: now })
    for (const whom of ways) for (const deps of [core, mailing]) expect(await give(deps, whom)).toBe('USER_NOT_FOUND')
  })

  it.each([{}, { dataset_id: newId(), run_id: newId() }])('takes one thing, not %j', (thing) => {
    const parsed = shareCreateInput.safeParse({ ...thing, with: { group: 'users' } })
    expect(parsed.error?.issues[0]?.message).toBe('needs exactly one of dataset_id, experiment_id, run_id and file_id')
  })

  it('gives a whole group access', async () => {
    const { owner, experiment_id } = await openScene()
    const [inside, outside] = [await addActor(['users', 'workers']), await addActor(['users'])]
    await share(owner, { experiment_id }, 'workers', 'write')
    expect(await codeOf(addRun(inside, experiment_id))).toBe('none')
    expect(await codeOf(addRun(outside, experiment_id))).toBe('EXPERIMENT_NOT_FOUND')
  })
})

describe(removeShare, () => {
  it('is for both users, and answers others as for a share that is not', async () => {
    const { owner, other, dataset_id } = await openScene()
    const { id: share_id } = await share(owner, { dataset_id }, other)
    const stranger = await addActor()
    const of = (id: string) => removeShare(core, stranger, { share_id: id }).catch((error: unknown) => error)
    const [foreign, random] = [await of(share_id), await of('01890000-0000-7000-8000-000000000000')]
    expect(JSON.stringify(foreign).replace(share_id, '')).toBe(
      JSON.stringify(random).replace('01890000-0000-7000-8000-000000000000', ''),
    )
    await removeShare(core, other, { share_id })
    expect(await codeOf(getDataset(core, other, { dataset_id }))).toBe('DATASET_NOT_FOUND')
  })

  it('is not for one of a group that it is with', async () => {
    const { owner, dataset_id } = await openScene()
    const { id: share_id } = await share(owner, { dataset_id }, 'workers')
    const member = await addActor(['users', 'workers'])
    expect(await codeOf(removeShare(core, member, { share_id }))).toBe('FORBIDDEN')
    await removeShare(core, owner, { share_id })
  })

  it('leaves, beside evaluations that go on meanwhile, none that began after it', async () => {
    const { owner, other, experiment_id } = await openScene()
    const { id: share_id } = await share(owner, { experiment_id }, other, 'write')
    const attempts = Array.from({ length: 6 }, () => codeOf(addRun(other, experiment_id)))
    await removeShare(core, owner, { share_id })
    const after = await codeOf(addRun(other, experiment_id))
    const codes = await Promise.all(attempts)
    const expected = ['none', 'EXPERIMENT_NOT_FOUND', 'DATASET_NOT_FOUND']
    expect(codes.filter((code) => !expected.includes(code))).toEqual([])
    expect(after).toBe('EXPERIMENT_NOT_FOUND')
    const { items } = await listOwnRuns(core, owner, { ...page, experiment_id, scope: 'shared' })
    expect(items.length).toBe(codes.filter((code) => code === 'none').length)
  })
})

it('meets no deadlock when an experiment is shared, evaluated in, revoked and deleted at once', async () => {
  const { owner, other, experiment_id } = await openScene()
  const given = await share(owner, { experiment_id }, other, 'write')
  const changes = Array.from({ length: 5 }, () => [
    addRun(other, experiment_id),
    share(owner, { experiment_id }, other, 'write'),
    removeShare(core, owner, { share_id: given.id }),
    stopAll(owner, experiment_id).then(() => removeExperiment(core, owner, { experiment_id })),
  ])
  const codes = new Set(await Promise.all(changes.flat().map(codeOf)))
  const expected = [
    'none',
    'FORBIDDEN',
    'RUN_NOT_FINISHED',
    'DATASET_NOT_FOUND',
    'EXPERIMENT_NOT_FOUND',
    'RUN_NOT_FOUND',
    'SHARE_NOT_FOUND',
  ]
  expect([...codes].filter((code) => !expected.includes(code))).toEqual([])
})

async function stopAll(owner: Actor, experiment_id: string): Promise<void> {
  const { items } = await listOwnRuns(core, owner, { ...page, experiment_id })
  await Promise.all(items.map(({ id }) => stopRun(core, owner, { run_id: id })))
}

describe(listOwnShares, () => {
  it('shows a share to both sides, by thing and by who gave it', async () => {
    const { owner, other, dataset_id, run_id } = await openScene()
    const given = await share(owner, { dataset_id }, other)
    const list = async (actor: Actor, filter: object = {}) =>
      (await listOwnShares(core, actor, shareListInput.parse(filter))).items
    expect(given).toMatchObject({ name: 'a', owner_email: owner.email, with: { email: other.email } })
    expect(await list(owner)).toEqual([given])
    expect(await list(other)).toEqual([given])
    expect(await list(owner, { given: 'to_me' })).toEqual([])
    expect(await list(other, { given: 'to_me' })).toEqual([given])
    expect(await list(other, { dataset_id })).toEqual([given])
    expect(await list(owner, { run_id })).toEqual([])
    expect(await codeOf(list(other, { run_id }))).toBe('RUN_NOT_FOUND')
    expect(await codeOf(list(owner, { given: 'by_anyone' }))).toBe('FORBIDDEN')
    expect(idsOf({ items: await list(await addActor(['admin']), { given: 'by_anyone', dataset_id }) })).toEqual([
      given.id,
    ])
  })
})

describe('lists', () => {
  it('show own rows, those that others share, or both; each once', async () => {
    const { owner, other, dataset_id, experiment_id, run_id } = await openScene()
    const own = await addExperiment(other, await addDataset(other))
    const [first, second] = [await addRun(other, own), await addRun(other, own)]
    await share(owner, { experiment_id }, other)
    await share(owner, { run_id }, other)
    const runs = async (scope?: 'own' | 'shared') => listOwnRuns(core, other, { ...page, scope })
    expect(await runs()).toMatchObject({ items: [{ id: second }, { id: first }, { id: run_id }], total: 3 })
    expect(await runs('own')).toMatchObject({ items: [{ id: second }, { id: first }], total: 2 })
    expect(await runs('shared')).toMatchObject({ items: [{ id: run_id }], total: 1 })
    const shared = { ...page, scope: 'shared' as const, sample: false }
    expect(idsOf(await listOwnExperiments(core, other, shared))).toEqual([experiment_id])
    expect(idsOf(await listOwnDatasets(core, other, shared))).toEqual([dataset_id])
    expect((await listOwnJobs(core, other, shared)).items.every((job) => job.run_id === run_id)).toBe(true)
    expect((await listOwnJobs(core, other, shared)).total).toBe(2)
  })

  it('page through own and shared rows alike, each once and the newest first', async () => {
    const { owner, other, dataset_id, experiment_id, run_id } = await openScene()
    const second = await addExperiment(owner, dataset_id)
    await share(owner, { experiment_id }, other, 'write')
    await share(owner, { experiment_id: second }, other)
    await share(owner, { run_id }, other)
    const own = await addExperiment(other, await addDataset(other))
    const made = [
      [other, own],
      [owner, experiment_id],
      [owner, second],
      [other, experiment_id],
      [owner, second],
      [owner, experiment_id],
      [other, own],
    ] as const
    const runs = [run_id]
    for (const [actor, where] of made) runs.unshift(await addRun(actor, where))
    for (const limit of [1, 2, 3, 10]) {
      expect(await readThrough((next) => listOwnRuns(core, other, { limit, ...next }))).toEqual(runs)
    }
    const jobs = await readThrough((next) => listOwnJobs(core, other, { limit: 3, ...next }))
    expect(jobs).toEqual(jobs.toSorted().toReversed())
    expect(new Set(jobs).size).toBe(2 * runs.length)
  })

  it('show everything to admins alone, and only with a credential that goes as far', async () => {
    const { other, run_id } = await openScene()
    const [admin, narrow] = [await addActor(['admin']), await addActor(['admin'], ['write'])]
    const all = { ...page, scope: 'all' as const, sample: false }
    expect(idsOf(await listOwnRuns(core, admin, all))).toContain(run_id)
    for (const list of [listOwnRuns, listOwnJobs, listOwnDatasets, listOwnExperiments]) {
      await expect(list(core, other, all)).rejects.toThrow('This needs the group admin.')
      await expect(list(core, narrow, all)).rejects.toThrow('This needs the scope admin.')
    }
  })
})

/** Ids of all pages of a list. */
async function readThrough(
  list: (next: { cursor?: string; include_total: false }) => Promise<Page<{ id: string }>>,
): Promise<string[]> {
  const seen: string[] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const read = await list({ include_total: false, ...(cursor !== undefined && { cursor }) })
    seen.push(...idsOf(read))
    cursor = read.next_cursor
  }
  return seen
}

describe('an admin', () => {
  it('reads and manages what is not shared, and evaluates in an own name', async () => {
    const { owner, dataset_id, experiment_id, run_id, job_id } = await openScene()
    const [admin, friend] = [await addActor(['admin']), await addActor()]
    expect(await getJob(core, admin, { job_id })).toMatchObject({ owner_id: owner.user_id })
    expect(await getDataset(core, admin, { dataset_id })).toMatchObject({ owner_id: owner.user_id })
    const theirs = await addRun(admin, experiment_id)
    expect(await getRunDetail(core, owner, { run_id: theirs })).toMatchObject({ owner_id: admin.user_id })
    expect(await share(admin, { run_id }, friend)).toMatchObject({ owner_id: owner.user_id })
    expect(await codeOf(getRunDetail(core, friend, { run_id }))).toBe('none')
    for (const id of [run_id, theirs]) await stopRun(core, admin, { run_id: id })
    await removeExperiment(core, admin, { experiment_id })
    await removeDataset(core, admin, { dataset_id })
    expect((await listOwnShares(core, owner, shareListInput.parse({}))).items).toEqual([])
  })

  it('is anybody with a key that does not go so far', async () => {
    const { run_id } = await openScene()
    const narrow = await addActor(['admin'], ['write'])
    expect(await codeOf(getRunDetail(core, narrow, { run_id }))).toBe('RUN_NOT_FOUND')
  })
})
