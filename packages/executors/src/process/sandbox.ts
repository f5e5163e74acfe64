import type { Command } from '../command.ts'
import type { Work } from '../executor.ts'

/** Who a job is. */
export interface JobUser {
  readonly uid: number
  readonly gid: number
}

/** What a sandbox is asked to start. */
export interface Contained {
  readonly work: Work
  readonly command: Command
  /** The job's own user, where this process may give it one: as root. */
  readonly user: JobUser | undefined
  /** Whether nothing else counts its processes. */
  readonly limitsPids: boolean
}

/** How to start it: what is told, over the descriptors from 4 on, stands in no list of processes. */
export interface Launch {
  readonly argv: readonly string[]
  readonly told: readonly string[]
}

/** Puts a job into namespaces of its own. Its first process tells its pid over descriptor 3, among other text. */
export interface Sandbox extends AsyncDisposable {
  readonly name: 'bubblewrap' | 'unshare' | 'none'
  readonly folders: Work['folders'] | undefined
  readonly launch: (contained: Contained) => Launch
}

/** Read-only for every job, where it is there: programs, libraries, and how both are found. */
export const systemFolders = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'],
  ...['/etc/alternatives', '/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/localtime'],
  ...['/etc/fonts', '/etc/mime.types', '/etc/python3', '/etc/R', '/etc/ssl/certs', '/etc/ssl/openssl.cnf'],
  '/etc/ca-certificates',
]

export const systemNetwork = ['/etc/resolv.conf', '/etc/nsswitch.conf', '/etc/hosts', '/etc/services', '/etc/gai.conf']

/** A script that sets the whole environment. */
export function environmentScript(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
  return `${lines.join('\n')}\n`
}

/** Takes what is left of root, and sets what is no group's: written inside, where limits of users are the job's own. */
export function innerCommand({ work, command, user, limitsPids }: Contained, last: readonly string[]): string[] {
  const { disk_bytes, pids } = work.limits
  const nobody = user ? ['--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'] : []
  const powerless = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--pdeathsig', 'KILL']
  const count = limitsPids ? [`--nproc=${pids + 2}`] : []
  return [
    ...(user ? ['/usr/bin/setpriv', ...nobody, ...powerless, '--'] : []),
    ...['/usr/bin/prlimit', '--core=0', `--fsize=${disk_bytes + 1}`, ...count, '--'],
    ...last,
    ...command.argv,
  ]
}
