import { spawn } from 'node:child_process'
import { once } from 'node:events'

const shown = ['/usr', '/bin', '/lib', '/lib64', '/etc'].flatMap((path) => ['--ro-bind-try', path, path])
const sandbox = [
  ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--unshare-net', '--hostname', 'job'],
  ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--die-with-parent', '--new-session', '--clearenv'],
  ...[...shown, '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--chdir', '/tmp'],
]

/** Seconds that so many spawns of `true` in bubblewrap take, some at once, with nothing written down of any. */
export async function bareRound({ jobs, slots }: { readonly jobs: number; readonly slots: number }): Promise<number> {
  const started_at = performance.now()
  let left = jobs
  const spawnAll = async () => {
    while (left-- > 0) {
      const [code]: unknown[] = await once(spawn('bwrap', [...sandbox, '--', '/bin/sh', '-c', 'true']), 'close')
      if (code !== 0) throw new Error(`bubblewrap ended with ${String(code)}`)
    }
  }
  await Promise.all(Array.from({ length: slots }, spawnAll))
  return (performance.now() - started_at) / 1000
}
