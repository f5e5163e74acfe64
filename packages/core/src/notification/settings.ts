import type { Actor } from '@assay/access'
import { findNotificationSettings, findUserById, putNotificationSettings } from '@assay/db'
import { DomainError, type NotificationSettings, type notificationUpdateInput } from '@assay/schemas'
import type { z } from 'zod'
import type { NotificationDeps } from './deps.ts'

type Deps = Pick<NotificationDeps, 'db' | 'settings'>

const unlessGiven = { email: 'never', about: 'runs' } as const

export async function getNotificationSettings(
  { db, settings }: Deps,
  { user_id }: Actor,
): Promise<NotificationSettings> {
  const [chosen = unlessGiven, user] = await Promise.all([
    findNotificationSettings(db, user_id),
    findUserById(db, user_id),
  ])
  const address = settings.mail && user?.email_confirmed_at ? user.email : null
  return { ...chosen, address }
}

/** Throws NO_MAIL_SENT where mails are asked for that nobody would send. */
export async function updateNotificationSettings(
  deps: Deps,
  actor: Actor,
  changes: z.output<typeof notificationUpdateInput>,
): Promise<NotificationSettings> {
  const { address: _address, ...before } = await getNotificationSettings(deps, actor)
  const settings = { email: changes.email ?? before.email, about: changes.about ?? before.about }
  if (settings.email !== 'never' && !deps.settings.mail) throw new DomainError('NO_MAIL_SENT', {})
  await putNotificationSettings(deps.db, actor.user_id, settings)
  return getNotificationSettings(deps, actor)
}
