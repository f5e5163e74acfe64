import { localUrl } from '@assay/access'
import { findNotificationSettings, findUserById, putNotificationSettings } from '@assay/db'
import { DomainError } from '@assay/schemas'
import { z } from 'zod'
import type { NotificationDeps } from './deps.ts'

type Deps = Pick<NotificationDeps, 'db' | 'settings' | 'secret_box'>

const sealName = 'who unsubscribes'
const claims = z.object({ user_id: z.uuid() })

/** The address at which a user's mails are turned off, by whoever has it. It does nothing else, and has no end. */
export function unsubscribeUrl({ secret_box, settings }: Omit<Deps, 'db'>, user_id: string): string {
  const token = secret_box.seal(JSON.stringify({ user_id }), sealName).toString('base64url')
  return new URL(`/api/v1/notifications/unsubscribe/${token}`, settings.public_url ?? localUrl).href
}

/** Makes sure that an address of this kind works, without using it. Throws TOKEN_INVALID. */
export function checkUnsubscribe(deps: Pick<Deps, 'secret_box'>, { token }: { readonly token: string }): void {
  readToken(deps, token)
}

/** Throws TOKEN_INVALID. */
export async function unsubscribe(deps: Deps, { token }: { readonly token: string }): Promise<void> {
  const { user_id } = readToken(deps, token)
  if (!(await findUserById(deps.db, user_id))) return
  const { about = 'runs' } = (await findNotificationSettings(deps.db, user_id)) ?? {}
  await putNotificationSettings(deps.db, user_id, { about, email: 'never' })
}

function readToken({ secret_box }: Pick<Deps, 'secret_box'>, token: string): z.infer<typeof claims> {
  try {
    return claims.parse(JSON.parse(secret_box.open(Buffer.from(token, 'base64url'), sealName)))
  } catch (error) {
    throw new DomainError('TOKEN_INVALID', {}, { cause: error })
  }
}
