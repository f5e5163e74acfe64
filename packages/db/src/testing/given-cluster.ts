import { chown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { postgresAccount } from '../embedded/account.ts'

/**
 * Gives the cluster of a data directory that was copied here to the user that Postgres runs as: it takes no other's.
 */
export async function giveToPostgres(data_dir: string): Promise<void> {
  const account = await postgresAccount()
  if (account === undefined) return
  const cluster = join(data_dir, 'postgres')
  for (const name of ['', ...(await readdir(cluster, { recursive: true }))]) {
    await chown(join(cluster, name), account.uid, account.gid)
  }
}
