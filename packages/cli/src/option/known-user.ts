import type { Assay } from '@assay/sdk'
import { CommandError } from '../command-error.ts'

/** The id of the user who is named by it, or by an e-mail address; throws when nobody has that address. */
export async function userIdOf({ users }: Assay, named: string): Promise<string> {
  if (!named.includes('@')) return named
  const email = named.toLowerCase()
  for await (const user of users.list({ search: email, limit: 200 })) if (user.email === email) return user.id
  throw new CommandError(`Nobody has the e-mail address ${email}. "assay users list" shows everybody.`)
}
