import { Readable } from 'node:stream'
import { type Actor, createApiKey, createInvitation, createWorker, openSession, rotateWorker } from '@assay/access'
import { newObjectKey, unsubscribeUrl } from '@assay/core'
import { getUser, insertUser, newId } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import type { Group, Scope } from '@assay/schemas'
import { Assay } from '@assay/sdk'
import { applicationSpecOf, newsCsv, type Platform } from '../../src/index.ts'

/** What stands for each parameter that a route can have. */
export type Ids = Readonly<Record<string, string>>

/** Somebody who knocks: the Authorization header, or none. */
export interface Visitor {
  readonly authorization: string | undefined
}

export interface Scene {
  /** Of everything that somebody can have, one that the owner has. */
  readonly ids: Ids
  readonly owner: Visitor
  readonly admin: Visitor
  readonly stranger: Visitor
  /** In the group `workers`, and in no other. */
  readonly worker: Visitor
  readonly nobody: Visitor
  /** The owner, with a key that is no longer good. */
  readonly expired: Visitor
  readonly revoked: Visitor
  /** A worker of the owner's, by its token. */
  readonly machine: Visitor
  /** One of somebody else, and one whose token is no longer good. */
  readonly strange_machine: Visitor
  readonly revoked_machine: Visitor
  /** The owner, with a key of these scopes. */
  limited(scopes: readonly Scope[]): Promise<Visitor>
}

/** A platform on which somebody owns one of everything. */
export async function prepareScene(platform: Platform): Promise<Scene> {
  const { core, user } = platform
  const password_hash = await core.passwords.hash('the password of the owner')
  await core.db.updateTable('users').set({ password_hash }).where('id', '=', user.actor.user_id).execute()
  const keyOf = (actor: Actor, scopes: readonly Scope[]) =>
    createApiKey(core, actor, { name: 'walk', scopes: [...scopes] })
  const visitor = async (actor: Actor): Promise<Visitor> => withKey((await keyOf(actor, ['admin'])).key)
  const [revoked, expired] = [await keyOf(user.actor, ['admin']), await keyOf(user.actor, ['admin'])]
  const expires_at = '2020-01-01T00:00:00.000Z'
  await core.db.updateTable('api_keys').set({ expires_at }).where('id', '=', expired.id).execute()
  await core.db.deleteFrom('api_keys').where('id', '=', revoked.id).execute()
  const admin = await addActor(platform, ['users', 'admin'])
  const invitation = await createInvitation(core, admin, { email: 'expected@example.org', groups: ['users'] })
  const { user_id } = await addActor(platform, ['users'])
  const stranger = await addActor(platform, ['users'])
  const machineOf = (actor: Actor) => createWorker(core, actor, { name: 'walk', labels: [] })
  const [mine, strange, old] = [await machineOf(user.actor), await machineOf(stranger), await machineOf(user.actor)]
  await rotateWorker(core, user.actor, { worker_id: old.id })
  const work = await makeWork(platform, mine.token)
  return {
    ids: { ...(await makeOneOfEach(platform)), ...work, worker_id: mine.id, invitation_id: invitation.id, user_id },
    machine: withKey(mine.token),
    strange_machine: withKey(strange.token),
    revoked_machine: withKey(old.token),
    owner: withKey(user.key),
    admin: await visitor(admin),
    stranger: await visitor(stranger),
    worker: await visitor(await addActor(platform, ['workers'])),
    nobody: { authorization: undefined },
    expired: withKey(expired.key),
    revoked: withKey(revoked.key),
    limited: async (scopes) => withKey((await keyOf(user.actor, scopes)).key),
  }
}

function withKey(key: string): Visitor {
  return { authorization: `Bearer ${key}` }
}

async function addActor({ core }: Platform, groups: Group[]): Promise<Actor> {
  const id = newId()
  const email = `${id}@example.org`
  const password_hash = await core.passwords.hash(`the password of ${id}`)
  await insertUser(core.db, { id, email, name: 'Somebody', password_hash, groups })
  return { user_id: id, email, groups }
}

async function openOne(core: Platform['core'], user_id: string): Promise<string> {
  const { value } = await openSession(core, await getUser(core.db, user_id), { user_agent: 'walk', address: '' })
  return value.slice(0, value.indexOf('.'))
}

async function makeOneOfEach({ client, core, user }: Platform): Promise<Ids> {
  const dataset = await client.datasets.upload(new Blob([newsCsv(6)]), { name: 'news', filename: 'news.csv' })
  const experiment = await client.experiments.create({
    name: 'news',
    dataset_id: dataset.id,
    task: { type: 'summarization' },
  })
  const runs = await client.experiments.evaluate(experiment.id, {
    ...{ models: ['lead-1', 'lead-3'], metrics: ['rouge'], budget: { tokens: 1_000_000 } },
  })
  for (const run of runs) await client.runs.wait(run.id)
  const comparison = await client.experiments.compare(experiment.id)
  const [run, other] = runs
  if (!run || !other) throw new Error('there is no run')
  const { jobs } = await client.runs.get(run.id)
  const inference = jobs.find((job) => job.kind === 'inference')
  await client.secrets.put('walked-secret', 'sk-walk')
  await client.models.put('walk/own', { alias_of: 'lead-3' })
  const share = await client.trpc.shares.create.mutate({ run_id: run.id, with: { group: 'workers' } })
  const upload = await client.trpc.uploads.create.mutate({ filename: 'more.csv', size_bytes: 4 })
  const owner_id = user.actor.user_id
  await client.files.upload(new Blob(['walked']), 'data/walk/a.txt')
  const signed = await client.trpc.files.create_url.mutate({ path: 'data/walk/a.txt' })
  const file_set = await client.datasets.createFromFiles('data/datasets', { name: 'files' })
  const webhook = await client.webhooks.create({ url: 'http://127.0.0.1:9/' })
  const delivery = await client.webhooks.test(webhook.id)
  return {
    owner_id,
    task_id: (await client.tasks.create({ name: 'walk', models: [] })).id,
    webhook_id: webhook.id,
    delivery_id: delivery.id,
    unsubscribe_token: unsubscribeUrl(core, owner_id).split('/').at(-1) ?? '',
    signed_token: new URL(signed.url).pathname.split('/').at(-2) ?? '',
    upload_id: upload.id,
    output_name: 'predictions',
    secret_name: 'walked-secret',
    dead_letter_id: newId(),
    dataset_id: dataset.id,
    file_set_id: file_set.id,
    experiment_id: experiment.id,
    run_id: run.id,
    other_run_id: other.id,
    job_id: inference?.id ?? '',
    comparison_id: comparison.id,
    share_id: share.id,
    session_id: await openOne(core, user.actor.user_id),
    api_key_id: (await client.apiKeys.create({ name: 'to be revoked' })).id,
  }
}

/** A job that a worker of the owner's executes, with a file that it is given. */
async function makeWork({ core, url, user }: Platform, token: string): Promise<Ids> {
  const { work } = new Assay({ url, apiKey: token, logLevel: 'off' }).trpc
  const { id: work_session_id } = await work.open.mutate({
    ...{ name: 'walk', slots: 2, kinds: ['application'] },
    lease_seconds: 600,
  })
  const [blob_id, object_key] = [newId(), newObjectKey()]
  const stored = await core.storage.put(object_key, Readable.from([Buffer.from('walked')]))
  await core.db
    .insertInto('blobs')
    .values({ id: blob_id, owner_id: user.actor.user_id, object_key, ...stored })
    .execute()
  const job = { name: 'walk', kind: 'application', spec: applicationSpecOf({}), needs: [], fingerprint: null }
  const run = { owner_id: user.actor.user_id, name: 'walk', jobs: [{ ...job, placement: 'worker' as const }] }
  await transactAround(core, (held) => submitRuns(held, [run]))
  const { jobs } = await work.claim.mutate({ session_id: work_session_id, slots: 1, wait_seconds: 5 })
  const [claimed] = jobs
  if (!claimed) throw new Error('the worker was given nothing')
  await core.db.insertInto('job_inputs').values({ job_id: claimed.id, path: 'a.txt', blob_id }).execute()
  return { work_session_id, work_job_id: claimed.id, work_run_id: claimed.run_id, blob_id }
}
