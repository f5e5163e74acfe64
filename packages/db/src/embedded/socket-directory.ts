import { once } from 'node:events'
import { chmod, chown, mkdir, mkdtemp, realpath, rmdir, unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Account } from './account.ts'
import { canReach } from './reachable-path.ts'

/** Every platform accepts paths of sockets up to here; Linux a little more. */
const longestPathBytes = 103
const temporaryPrefix = 'assay-'

export const port = 5432
const socketFile = `.s.PGSQL.${port}`

/**
 * A directory for the socket that only the account may enter: in the data directory, or, when that is too long a path
 * or out of the account's reach, a temporary one.
 */
export async function makeSocketDirectory(data_dir: string, account: Account | undefined): Promise<string> {
  const inside = join(data_dir, 'socket')
  const directory =
    fits(inside) && (await canReach(data_dir, account))
      ? await mkdir(inside, { recursive: true }).then(() => inside)
      : await mkdtemp(join(await temporaryParent(account), temporaryPrefix))
  await chmod(directory, 0o700)
  if (account) await chown(directory, account.uid, account.gid)
  return directory
}

/**
 * Removes a directory of ours whose server is gone, unless there is something else in it. A server that answers may be
 * that of the original, if the data directory is a copy.
 */
export async function removeSocketDirectory(directory: string): Promise<void> {
  if (basename(directory) !== 'socket' && !basename(directory).startsWith(temporaryPrefix)) return
  if (await answers(join(directory, socketFile))) return
  for (const name of [socketFile, `${socketFile}.lock`]) await unlink(join(directory, name)).catch(() => {})
  await rmdir(directory).catch(() => {})
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, socketFile)) <= longestPathBytes
}

async function temporaryParent(account: Account | undefined): Promise<string> {
  const preferred = await realpath(tmpdir())
  const usable = fits(join(preferred, `${temporaryPrefix}XXXXXX`)) && (await canReach(preferred, account))
  return usable ? preferred : '/tmp'
}
