import {
  type Database,
  type EndedWorkRow,
  findEndedJobs,
  findEndedRuns,
  holdMailedUsers,
  holdWebhooksOf,
  insertNotices,
  insertWebhookDeliveries,
  isAnybodyTold,
  newId,
  type WebhookRow,
} from '@assay/db'
import type { Ended } from '@assay/engine'
import { type EndedWork, type NotificationSettings, type WebhookEvent, webhookEvent } from '@assay/schemas'
import type { Transaction } from 'kysely'
import type { NotificationDeps } from './deps.ts'
import { mostAttempts } from './limits.ts'
import { linkToRun } from './link.ts'
import type { Notice } from './notice.ts'
import { numberedEnds } from './numbered-ended.ts'
import { toPayload } from './payload.ts'

type Deps = Pick<NotificationDeps, 'queue' | 'settings'>

interface Happened {
  readonly type: WebhookEvent
  readonly owner_id: string
  readonly work: EndedWork
}

/**
 * Has everybody told who wants to know what this transaction has brought to an end: it is told if and when the
 * transaction commits. Where nobody does, it costs one look.
 */
export async function tellOfEnded(deps: Deps, trx: Transaction<Database>, { runs, jobs }: Ended): Promise<void> {
  const numbered = deps.settings.mail ? await numberedEnds(trx, jobs) : { run_ids: new Set(), notices: [] }
  await noteForMail(deps, trx, numbered.notices)
  const owner_ids = [...new Set([...runs, ...jobs].map(({ owner_id }) => owner_id))]
  if (!(await isAnybodyTold(trx, owner_ids))) return
  const webhooks = await holdWebhooksOf(trx, owner_ids)
  const mailed = deps.settings.mail ? await holdMailedUsers(trx, owner_ids) : []
  const told = new Set([...webhooks, ...mailed].map(({ owner_id }) => owner_id))
  const idsOf = (ended: Ended['runs']) => ended.filter(({ owner_id }) => told.has(owner_id)).map(({ id }) => id)
  const rows = [...(await findEndedJobs(trx, idsOf(jobs))), ...(await findEndedRuns(trx, idsOf(runs)))]
  const happened = rows.map((row) => toHappened(deps, row))
  await deliver(deps, trx, { webhooks, happened })
  const others = happened.filter(({ work }) => !numbered.run_ids.has(work.run_id))
  const notices = mailed.flatMap((user) => others.filter((one) => isMailed(user, one)))
  await noteForMail(
    deps,
    trx,
    notices.map(({ owner_id, ...ended }) => ({ owner_id, notice: { kind: 'ended', ...ended } })),
  )
}

function toHappened(deps: Deps, { owner_id, error, ...row }: EndedWorkRow): Happened {
  const noun = row.job_id === null ? 'run' : 'job'
  const told = error && { code: error.code, message: error.message }
  const work = { ...row, error: told, link: linkToRun(deps, row.run_id) }
  return { type: webhookEvent.parse(`${noun}.${row.state}`), owner_id, work }
}

async function deliver(
  { queue }: Deps,
  trx: Transaction<Database>,
  { webhooks, happened }: { readonly webhooks: readonly WebhookRow[]; readonly happened: readonly Happened[] },
): Promise<void> {
  const calls = webhooks.flatMap((webhook) =>
    happened.filter((one) => isWanted(webhook, one)).map((one) => ({ id: newId(), webhook, one })),
  )
  const deliveries = calls.map(({ id, webhook, one: { type, work } }) => {
    const { run_id, job_id } = work
    const payload = JSON.stringify(toPayload(type, work))
    return { id, webhook_id: webhook.id, type, run_id, job_id, payload, attempts_left: mostAttempts }
  })
  await insertWebhookDeliveries(trx, deliveries)
  const messages = calls.map(({ id, webhook }) => ({ delivery_id: id, owner_id: webhook.owner_id, attempts: 0 }))
  await queue.enqueueAll(trx, 'webhook.deliver', messages)
}

function isWanted({ owner_id, events, experiment_id }: WebhookRow, { type, work, ...of }: Happened): boolean {
  const [noun] = type.split('.')
  const isNamed = events.some((event) => event === type || event === `${noun}.*` || event === '*')
  return isNamed && owner_id === of.owner_id && (experiment_id === null || experiment_id === work.experiment_id)
}

interface Mailed extends Pick<NotificationSettings, 'email' | 'about'> {
  readonly owner_id: string
}

function isMailed({ owner_id, email, about }: Mailed, { type, work, ...of }: Happened): boolean {
  const isBad = work.state !== 'succeeded'
  return owner_id === of.owner_id && (email === 'all' || isBad) && (about === 'jobs' || type.startsWith('run.'))
}

interface OwnedNotice {
  readonly owner_id: string
  readonly notice: Notice
}

/** Has users mailed. */
export async function noteForMail(
  { queue }: Pick<Deps, 'queue'>,
  trx: Transaction<Database>,
  notices: readonly OwnedNotice[],
): Promise<void> {
  if (notices.length === 0) return
  await insertNotices(
    trx,
    notices.map(({ owner_id, notice }) => ({ id: newId(), owner_id, facts: JSON.stringify(notice) })),
  )
  const users = new Set(notices.map(({ owner_id }) => owner_id))
  await queue.enqueueAll(
    trx,
    'notice.mail',
    Array.from(users, (user_id) => ({ user_id })),
  )
}
