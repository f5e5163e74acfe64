import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { bubblewrap } from './bubblewrap.ts'
import { none } from './none.ts'
import type { Sandbox } from './sandbox.ts'
import { unshare } from './unshare.ts'

export type SandboxName = Sandbox['name']

interface Wanted {
  readonly sandboxes?: readonly SandboxName[]
  readonly bubblewrap?: string
  readonly readable?: readonly string[]
}

/** The first that works here, tried for real: what is installed may yet be forbidden. */
export async function openSandbox(wanted: Wanted): Promise<Sandbox | undefined> {
  const { sandboxes = ['bubblewrap', 'unshare'], bubblewrap: program = '/usr/bin/bwrap', readable = [] } = wanted
  const known = {
    bubblewrap: async () => ((await works(bubblewrapProbe(program))) ? bubblewrap(program, readable) : undefined),
    unshare: async () => ((await works(unshareProbe())) ? await unshare(readable) : undefined),
    none: async () => none,
  } satisfies Record<SandboxName, () => Promise<Sandbox | undefined>>
  for (const name of sandboxes) {
    const sandbox = await known[name]()
    if (sandbox) return sandbox
  }
  return undefined
}

const isRoot = () => process.getuid?.() === 0

function bubblewrapProbe(program: string): string[] {
  const namespaces = ['--unshare-pid', '--unshare-net', '--unshare-ipc', ...(isRoot() ? [] : ['--unshare-user'])]
  return [program, ...namespaces, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', '--', '/bin/true']
}

function unshareProbe(): string[] {
  const namespaces = ['--mount', '--pid', '--net', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child']
  const user = isRoot() ? [] : ['--map-root-user']
  return ['/usr/bin/unshare', ...namespaces, ...user, '/bin/sh', '-ec', 'mount -t proc none /proc; setpriv --dump']
}

async function works([program = '', ...argv]: readonly string[]): Promise<boolean> {
  const child = spawn(program, argv, { stdio: 'ignore', env: {}, timeout: 10_000 })
  const [code] = await once(child, 'exit').catch(() => [null])
  return code === 0
}
