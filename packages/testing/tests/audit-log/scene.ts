import { createHash, randomBytes } from 'node:crypto'
import { abandonMessage, listDeadLetters } from '@assay/core'
import { newId, numberJob } from '@assay/db'
import { submitRuns, transactAround } from '@assay/engine'
import { claim } from '@assay/engine/testing'
import { startConsumer } from '@assay/queue'
import { applicationEntry, DomainError } from '@assay/schemas'
import type { Worker } from '@assay/worker'
import { z } from 'zod'
import { applicationSpecOf, newsCsv, type Platform, type TestUser } from '../../src/index.ts'

const answered = z.object({ result: z.object({ data: z.record(z.string(), z.unknown()) }) })

export type Headers = Readonly<Record<string, string>>

/** What a procedure answered. */
export interface Answer {
  readonly data: Readonly<Record<string, unknown>>
  readonly cookie: string | undefined
}

/** Somebody with a password of their own. */
export interface Person extends TestUser {
  readonly password: string
}

export interface Scene {
  readonly platform: Platform
  readonly worker: Worker
  /** There once `session.claim` has made the first admin. */
  user: Person
  admin: Headers
  /** What earlier calls have made, by name. */
  readonly kept: Map<string, string>
}

export const adminAccount = { email: 'ada@example.org', password: 'a password of an admin' }

export function headersOf({ key }: TestUser): Headers {
  return { authorization: `Bearer ${key}` }
}

/** Calls a mutation. Throws when it fails. */
export async function call(
  { platform }: Scene,
  name: string,
  sent: { input?: object; headers?: Headers },
): Promise<Answer> {
  const answer = await fetch(`${platform.url}/trpc/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sent.headers },
    ...(sent.input && { body: JSON.stringify(sent.input) }),
  })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${text}`)
  return { data: answered.parse(JSON.parse(text)).result.data, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] }
}

/** Calls a mutation and reads one text of its answer. */
export async function make(scene: Scene, name: string, sent: { input: object; headers: Headers }, field = 'id') {
  return z.string().parse((await call(scene, name, sent)).data[field])
}

export function keptId({ kept }: Scene, name: string): string {
  const id = kept.get(name)
  if (id === undefined) throw new Error(`nothing has made ${name}`)
  return id
}

export async function addPerson(platform: Platform): Promise<Person> {
  const password = `a password ${randomBytes(6).toString('hex')}`
  return { ...(await platform.addUser({ password })), password }
}

/** What a link carries after its "=". */
export function tokenOf(link: string): string {
  return link.slice(link.lastIndexOf('=') + 1)
}

/** A link that confirms an address, as if it had been mailed. */
export async function confirmationToken({ core }: Platform, { actor }: TestUser): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await core.db
    .insertInto('one_time_tokens')
    .values({
      id: newId(),
      purpose: 'confirm_email',
      owner_id: actor.user_id,
      email: actor.email,
      groups: [],
      token_hash: createHash('sha256').update(token).digest(),
      expires_at: new Date(Date.now() + 3_600_000).toISOString(),
    })
    .execute()
  return token
}

export async function sendBytes(
  scene: Scene,
  upload_id: string,
  body: string | Uint8Array<ArrayBuffer> = newsCsv(6),
): Promise<number> {
  await fetch(`${scene.platform.url}/api/v1/uploads/${upload_id}`, {
    method: 'PATCH',
    headers: { ...headersOf(scene.user), 'upload-offset': '0', 'content-type': 'application/octet-stream' },
    body,
  })
  return Buffer.byteLength(body)
}

/** An application with one entrypoint. */
export async function addEntrypoint({ platform }: Scene): Promise<void> {
  const named = { application: 'walk', version: '1', entrypoint: 'only' }
  const definition = JSON.stringify(applicationEntry.parse({ ...named, command: ['true'] }))
  await platform.core.db
    .insertInto('entrypoints')
    .values({ id: newId(), ...named, position: 0, definition, applied_by: null })
    .execute()
}

/** A run that was stopped before any of its jobs began. */
export async function stoppedRun({ platform, user }: Scene, experiment_id: string): Promise<string> {
  const { db } = platform.core
  const allow = (max_running_jobs: number | null) =>
    db.updateTable('users').set({ max_running_jobs }).where('id', '=', user.actor.user_id).execute()
  await allow(0)
  const [run] = await user.client.experiments.evaluate(experiment_id, { models: ['textrank'], metrics: ['rouge'] })
  await user.client.runs.stop(run?.id ?? '')
  await allow(null)
  return run?.id ?? ''
}

/** A job of the user that a session of a worker holds. */
export async function heldJob({ platform, user }: Scene, session_id: string): Promise<string> {
  const { core } = platform
  const job = { name: 'held', kind: 'application', spec: applicationSpecOf({}), needs: [], fingerprint: null }
  const run = { owner_id: user.actor.user_id, name: 'held', jobs: [{ ...job, placement: 'worker' as const }] }
  await transactAround(core, (held) => submitRuns(held, [run]))
  const [claimed] = await claim(core.db, session_id, 1, { kinds: ['application'], placements: ['worker'] })
  return claimed?.id ?? ''
}

/** A job of the user with a number, which a session of a worker has where it is given. */
export async function numberedJob({ platform, user }: Scene, session_id: string | null = null): Promise<number> {
  const { core } = platform
  const job = { name: 'numbered', kind: 'application', spec: applicationSpecOf({}), needs: [], fingerprint: null }
  const placed = { ...job, placement: 'worker' as const }
  const [run_id = ''] = await transactAround(core, (held) =>
    submitRuns(held, [{ owner_id: user.actor.user_id, name: 'numbered', jobs: [placed] }]),
  )
  await core.db.transaction().execute((trx) => numberJob(trx, { owner_id: user.actor.user_id, run_id, name: run_id }))
  const { id, number } = await core.db
    .selectFrom('jobs')
    .innerJoin('job_numbers', 'job_numbers.job_id', 'jobs.id')
    .select(['jobs.id', 'number'])
    .where('run_id', '=', run_id)
    .executeTakeFirstOrThrow()
  if (session_id === null) return number
  await core.db.updateTable('jobs').set({ worker_id: session_id }).where('id', '=', id).execute()
  await core.db.updateTable('job_numbers').set({ session_id }).where('number', '=', number).execute()
  return number
}

/** A message whose handling failed for good; the worker is gone afterwards. */
export async function deadLetter({ platform, worker }: Scene): Promise<string> {
  await worker.drain({ timeout_ms: 0 })
  const { core, database_url } = platform
  const fail = async () => {
    throw new DomainError('GRAPH_INVALID', { reason: 'a fault that no retry mends' })
  }
  const ignore = async () => {}
  await core.db.transaction().execute((trx) => core.queue.enqueue(trx, 'dataset.ingest', { dataset_id: newId() }))
  await using _consumer = await startConsumer({
    url: database_url,
    log: core.log,
    onDeadLetter: (letter) => abandonMessage(core, letter),
    handlers: {
      'dataset.ingest': fail,
      'dataset.fetch': ignore,
      'comparison.compute': ignore,
      'blob.hash': ignore,
      'blob.delete': ignore,
      'log.store': ignore,
      'user.delete': ignore,
      'mail.send': ignore,
      'webhook.deliver': ignore,
      'notice.mail': ignore,
      'sweep.objects': ignore,
      'sweep.expired': ignore,
    },
  })
  for (;;) {
    const { items } = await listDeadLetters(core)
    const found = items.find(({ name }) => name === 'dataset.ingest')
    if (found) return found.id
  }
}
