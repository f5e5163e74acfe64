import type { ManagedUser } from '@assay/schemas'
import { adminTexts } from '../texts/admin.ts'

const texts = adminTexts.user

/** Whether a user may sign in. */
export function UserState({ user }: { readonly user: ManagedUser }) {
  if (user.deletion_requested_at !== null) return <span className="text-bad">{texts.deleting}</span>
  if (user.disabled_at !== null) return <span className="text-warn">{texts.disabled}</span>
  if (user.email_confirmed_at === null) return <span className="text-quiet">{texts.unconfirmed}</span>
  return <span className="text-good">{texts.active}</span>
}
