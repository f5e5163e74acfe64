import { findLiveToken, findUserById, type OneTimeTokenRow, setMailedTokenHash } from '@assay/db'
import { linkHours, linkTo, newOneTimeToken } from '../account/one-time-link.ts'
import type { AccessDeps } from '../deps.ts'
import { writeLetter } from './letter.ts'

/**
 * Mails a link with a token that nobody has seen yet. Safe to do twice: of two mails the newer one's link works. Throws
 * MAIL_REFUSED; anything else where it may go better later.
 */
export async function sendMail(
  deps: Pick<AccessDeps, 'db' | 'mailer' | 'settings'>,
  { one_time_token_id }: { readonly one_time_token_id: string },
): Promise<void> {
  const row = await findLiveToken(deps.db, one_time_token_id)
  const isForNobody = row?.purpose !== 'invitation' && row?.owner_id === null
  if (!row || isForNobody) return
  if (!deps.mailer) throw new Error('ASSAY_SMTP_URL is not set for this worker, but for the server')
  const { value, hash } = newOneTimeToken()
  // before it is sent: a link that has arrived works
  await setMailedTokenHash(deps.db, row.id, hash)
  const link = linkTo(deps, row.purpose, value)
  const letter = writeLetter(row.purpose, {
    link,
    hours: linkHours[row.purpose],
    present_email: await presentEmail(deps, row),
  })
  await deps.mailer.send(row.email, letter)
}

/** The account's present address, where it is to get another one. */
async function presentEmail(
  { db }: Pick<AccessDeps, 'db'>,
  { owner_id, email }: OneTimeTokenRow,
): Promise<string | undefined> {
  const owner = owner_id === null ? undefined : await findUserById(db, owner_id)
  return owner?.email === email ? undefined : owner?.email
}
