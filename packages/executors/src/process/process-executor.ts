import { chown } from 'node:fs/promises'
import { commandOf } from '../command.ts'
import type { Ending, Executor, Listener, Work } from '../executor.ts'
import type { Quota } from '../folder-size.ts'
import { WorkRefused } from '../refusal.ts'
import { writable } from '../room.ts'
import { openControlGroup, removeAbandonedGroups } from './control-group.ts'
import { openPipes, type Pipes } from './pipes.ts'
import { run } from './run.ts'
import type { JobUser, Sandbox } from './sandbox.ts'
import { openSandbox, type SandboxName } from './sandboxes.ts'

export interface ProcessOptions {
  /** The first of them that works is taken. Without any, work is refused. Default: bubblewrap, unshare. */
  readonly sandboxes?: readonly SandboxName[]
  /** Default: `bwrap` of the system. */
  readonly bubblewrap?: string
  /** Folders besides those of the system that every job may read. */
  readonly readable?: readonly string[]
  /** Whether work may ask for network: it then has that of this machine, loopback included. Default: no. */
  readonly hostNetwork?: boolean
  /** Whether the kernel's control groups are used where they can be. Default: yes. */
  readonly controlGroups?: boolean
  /** The most files and folders that work may write. Default: a million. */
  readonly mostFiles?: number
  /** How long work has between SIGTERM and SIGKILL. Default: 5,000. */
  readonly graceMilliseconds?: number
}

/** From the numbers that systemd leaves to nobody. Each job has its own, as limits and keys belong to users. */
const firstUser = 60_578
const users = 600

/** Executes commands of this machine, each in a sandbox of its own. */
export async function openProcessExecutor(options: ProcessOptions = {}): Promise<Executor> {
  const sandbox = await openSandbox(options)
  const pipes = await openPipes()
  const slots = new Set<number>()
  await removeAbandonedGroups()
  return {
    containment: sandbox?.name ?? 'refused',
    async execute(work, listener) {
      const at = allowed(work, sandbox, options)
      const user = jobUser(at, slots)
      try {
        return await executeAs(user, { work, listener, sandbox: at, options, pipes })
      } finally {
        if (user) slots.delete(user.uid)
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([sandbox?.[Symbol.asyncDispose](), pipes[Symbol.asyncDispose]()])
    },
  }
}

function allowed(work: Work, sandbox: Sandbox | undefined, { hostNetwork }: ProcessOptions): Sandbox {
  if (!sandbox)
    throw new WorkRefused(
      'This machine has no sandbox: neither bubblewrap nor unshare works. Install bubblewrap, or allow commands ' +
        'without one.',
    )
  if (work.container) throw new WorkRefused('Commands of this machine have no image.')
  if (work.command.length === 0) throw new WorkRefused('There is no command.')
  if (work.limits.gpu > 0) throw new WorkRefused('Commands of this machine get no graphics processors.')
  if (work.network && !hostNetwork)
    throw new WorkRefused(
      'Commands of this machine have no network: it would be that of the machine itself, with all of its services.',
    )
  return sandbox
}

function jobUser(sandbox: Sandbox, slots: Set<number>): JobUser | undefined {
  if (process.getuid?.() !== 0 || sandbox.name === 'none') return undefined
  let uid = firstUser
  while (slots.has(uid)) uid += 1
  if (uid >= firstUser + users) throw new WorkRefused(`No more than ${users} commands can be executed at once.`)
  slots.add(uid)
  return { uid, gid: uid }
}

interface Asked {
  readonly work: Work
  readonly listener: Listener
  readonly sandbox: Sandbox
  readonly options: ProcessOptions
  readonly pipes: Pipes
}

async function executeAs(user: JobUser | undefined, asked: Asked): Promise<Ending> {
  const { work, listener, sandbox, options, pipes } = asked
  const quota: Quota = { bytes: work.limits.disk_bytes, files: options.mostFiles ?? 1_000_000 }
  const command = commandOf(work, sandbox.folders ?? work.folders)
  if (user) await Promise.all(writable(work).map((folder) => chown(folder, user.uid, user.gid)))
  await using group = await openControlGroup(options.controlGroups === false ? undefined : work.limits)
  const contained = { work, command, user, limitsPids: !group.holdsPids }
  const launch = sandbox.launch(contained)
  const graceMilliseconds = options.graceMilliseconds ?? 5000
  return await run({ work, listener, launch, group, quota, pipes, graceMilliseconds })
}
