import { readFile } from 'node:fs/promises'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'

export interface Account {
  readonly uid: number
  readonly gid: number
}

/** Best first: one made for Postgres, else one that owns little. */
const candidates = ['postgres', '_postgres', 'daemon', 'nobody']

/**
 * The user for Postgres's processes; undefined, when we are not root, means ourselves. Postgres refuses to run as root.
 */
export async function postgresAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const accounts = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  for (const name of candidates) {
    const account = accounts.get(name)
    if (account) return account
  }
  throw new EmbeddedPostgresError(
    'account_missing',
    `Postgres refuses to run as root, and none of the users ${candidates.join(', ')} exists. Start Assay as ` +
      'another user, or set ASSAY_DATABASE_URL.',
  )
}

function parsePasswd(text: string): Map<string, Account> {
  const accounts = new Map<string, Account>()
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && Number(uid) > 0 && gid) accounts.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  return accounts
}
