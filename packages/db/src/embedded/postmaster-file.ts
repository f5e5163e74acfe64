import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What a postmaster writes about itself into its data directory. */
export interface PostmasterFile {
  readonly pid: number
  /** Empty before the socket is there. */
  readonly socket_dir: string
  /** Whether it accepts connections; it does not while it recovers or shuts down. */
  readonly ready: boolean
}

const run = promisify(execFile)

export async function readPostmasterFile(directory: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => '')
  const [pid, , , , socket_dir = '', , , status] = text.split('\n')
  if (!pid) return undefined
  return { pid: Number(pid), socket_dir, ready: status?.trim() === 'ready' }
}

/**
 * Makes a leftover file harmless whose pid now belongs to a stranger, because Postgres would refuse to start. Postgres
 * never minds the pid of its own parent, and still sees by the rest of the file whether an old backend is alive.
 */
export async function disownPostmasterFile(directory: string): Promise<void> {
  const text = await readFile(pathIn(directory), 'utf8').catch(() => '')
  const pid = Number.parseInt(text, 10)
  if (pid === process.pid || !isAlive(pid) || (await isPostmasterOf(directory, pid))) return
  await writeFile(pathIn(directory), text.replace(/^-?\d+/, String(process.pid)))
}

/** The argument that tells which directory a postmaster serves, where all processes of the machine can be listed. */
export function identityOf(directory: string): string {
  return `assay.data_directory=${directory}`
}

/** Whether this process is alive and the postmaster of this directory, not a stranger that was given its pid later. */
export async function isPostmasterOf(directory: string, pid: number): Promise<boolean> {
  const args = await commandLine(pid)
  return args.includes(identityOf(directory))
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  const { stdout } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return stdout
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function pathIn(directory: string): string {
  return join(directory, 'postmaster.pid')
}
