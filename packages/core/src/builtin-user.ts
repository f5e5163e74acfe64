import type { Actor } from '@assay/access'
import { type Database, findUserByEmail, insertUserUnlessTaken, newId } from '@assay/db'
import type { Kysely } from 'kysely'

const email = 'sample@assay.invalid'

/** Who owns what belongs to the platform itself, as the sample and the files of the catalogue. */
export async function builtinUser(deps: { readonly db: Kysely<Database> }): Promise<Actor> {
  const known = await findUserByEmail(deps.db, email)
  const row = { id: newId(), email, name: 'Assay', password_hash: null, groups: [], is_builtin: true }
  const user = known ?? (await insertUserUnlessTaken(deps.db, row))
  // another process was faster
  return user ? { user_id: user.id, email, groups: user.groups } : builtinUser(deps)
}
