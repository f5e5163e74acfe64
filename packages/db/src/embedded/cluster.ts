import { chown, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'
import { runDetached } from './detached-program.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { canReach } from './reachable-path.ts'

export interface Cluster {
  readonly directory: string
  readonly binaries: Binaries
  readonly account: Account | undefined
}

export const databaseUser = 'assay'
export const databaseName = 'assay'

/** Only what Postgres needs: neither our secrets nor the machine's locale. */
const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' }

export function spawnOptions({ directory, account }: Cluster) {
  return { cwd: directory, env: environment, ...account }
}

/**
 * The path of the cluster's directory for the account. A directory below one that is private to root can only be
 * reached as the working directory that root gave to the process.
 */
export async function reachableName({ directory, account }: Cluster): Promise<string> {
  if (await canReach(directory, account)) return directory
  if (process.platform === 'linux') return '/proc/self/cwd'
  throw new EmbeddedPostgresError(
    'start_failed',
    `Postgres refuses to run as root, and another user cannot reach ${directory}. Set ASSAY_DATA_DIR to a ` +
      'directory that everyone may enter, or start Assay as another user.',
  )
}

/** One whose making was interrupted does not have its final name yet, and is made again. */
export async function ensureCluster(cluster: Cluster, options: { readonly sync: boolean }): Promise<void> {
  const made = await readFile(join(cluster.directory, 'PG_VERSION'), 'utf8').catch(() => undefined)
  if (made !== undefined) return checkMajorVersion(cluster, Number.parseInt(made, 10))
  const parent = join(cluster.directory, '..')
  const prefix = 'postgres-partial-'
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true })
  }
  const directory = await mkdtemp(join(parent, prefix))
  await initialize({ ...cluster, directory }, options)
  await rename(directory, cluster.directory).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'data_directory_invalid',
      `${cluster.directory} exists but is no Postgres data directory. Move it away, or set ASSAY_DATA_DIR to ` +
        'another directory.',
      { cause },
    )
  })
}

function checkMajorVersion({ directory, binaries }: Cluster, major_version: number): void {
  if (major_version === binaries.major_version) return
  throw new EmbeddedPostgresError(
    'major_version_mismatch',
    `${directory} was made by PostgreSQL ${major_version}, and this Assay brings PostgreSQL ` +
      `${binaries.major_version}. Export with the Assay that made it (assay admin export), and import into an empty ` +
      'data directory.',
  )
}

async function initialize(cluster: Cluster, { sync }: { readonly sync: boolean }): Promise<void> {
  const { directory, binaries, account } = cluster
  if (account) await chown(directory, account.uid, account.gid)
  const name = await reachableName(cluster)
  await run(cluster, binaries.initdb, [
    ...['-D', name, '-U', databaseUser, '--auth=trust', '--no-instructions'],
    ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
    ...(sync ? [] : ['--no-sync']),
  ])
  await restrictConnections(cluster)
  await run(cluster, binaries.postgres, ['--single', '-D', name, 'postgres'], `create database ${databaseName}\n`)
}

/** Only our own operating system user may connect, also where another one runs Postgres. */
async function restrictConnections({ directory, account }: Cluster): Promise<void> {
  if (account === undefined) return writeFile(join(directory, 'pg_hba.conf'), 'local all all trust\n')
  await writeFile(join(directory, 'pg_hba.conf'), 'local all all peer map=assay\n')
  await writeFile(join(directory, 'pg_ident.conf'), `assay root ${databaseUser}\n`)
}

async function run(cluster: Cluster, program: string, args: readonly string[], input = ''): Promise<void> {
  const { status, stderr } = await runDetached(program, { ...spawnOptions(cluster), args, input })
  if (status !== 0) throw new EmbeddedPostgresError('start_failed', `${program} failed (${status}): ${stderr.trim()}`)
}
