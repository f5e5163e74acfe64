import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Account } from './account.ts'

/** Whether the account may pass through every directory above and including this one. */
export async function canReach(directory: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true
  for (let path = directory; ; path = dirname(path)) {
    const { uid, gid, mode } = await stat(path)
    const search = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & search) === 0) return false
    if (path === dirname(path)) return true
  }
}
