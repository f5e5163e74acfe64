import { localUrl } from '@assay/access'
import { deleteNotices, findUserById, hasNotices, noteMailed, secondsSinceMail, takeNotices } from '@assay/db'
import type { NotificationDeps } from './deps.ts'
import { writeNotices } from './letter.ts'
import { mailPauseSeconds, mostNamedInMail } from './limits.ts'
import { notice } from './notice.ts'
import { unsubscribeUrl } from './unsubscribe.ts'

interface Addressee {
  readonly user_id: string
}

/**
 * Mails a user what has happened since the last mail, not more than once a minute. Safe to do twice: what is being
 * mailed is held, and comes again only where it is not known whether it was sent. Throws MAIL_REFUSED; anything else
 * where it may go better later.
 */
export async function mailNotices(deps: NotificationDeps, { user_id }: Addressee): Promise<void> {
  const { db, queue, mailer } = deps
  if (!mailer) throw new Error('ASSAY_SMTP_URL is not set for this worker, but for the server')
  const since_seconds = (await secondsSinceMail(db, user_id)) ?? mailPauseSeconds
  const wait_seconds = Math.ceil(mailPauseSeconds - since_seconds)
  if (wait_seconds > 0) {
    if (!(await hasNotices(db, user_id))) return
    const later = { payloads: [{ user_id }], after_seconds: wait_seconds }
    return db.transaction().execute((trx) => queue.enqueueLater(trx, 'notice.mail', later))
  }
  await db.transaction().execute(async (trx) => {
    const { notices, total } = await takeNotices(trx, { owner_id: user_id, most: mostNamedInMail })
    const user = await findUserById(trx, user_id)
    if (total === 0 || !user || user.disabled_at !== null || user.email_confirmed_at === null) return
    const letter = writeNotices({
      notices: notices.map(({ facts }) => notice.parse(facts)),
      more: total - notices.length,
      host: new URL(deps.settings.public_url ?? localUrl).host,
      unsubscribe_url: unsubscribeUrl(deps, user_id),
    })
    await mailer.send(user.email, letter)
    await noteMailed(trx, user_id)
  })
}

/** Forgets what could not be mailed. */
export async function abandonNotices({ db }: Pick<NotificationDeps, 'db'>, { user_id }: Addressee): Promise<void> {
  await deleteNotices(db, user_id)
}
