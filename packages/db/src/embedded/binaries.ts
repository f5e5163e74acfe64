import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { runDetached } from './detached-program.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { canReach } from './reachable-path.ts'
import { copyForEveryone } from './readable-copy.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** Such as 18; a data directory can only be used by the major version that made it. */
  readonly major_version: number
}

const { resolve } = createRequire(import.meta.url)

/** The packaged binaries of this platform, where the account can execute them. */
export async function findBinaries(account: Account | undefined): Promise<Binaries> {
  const packaged = join(dirname(resolvePackage()), '..', 'native')
  const native = (await canReach(packaged, account)) ? packaged : await copyForEveryone(packaged)
  const postgres = join(native, 'bin', 'postgres')
  return { postgres, initdb: join(native, 'bin', 'initdb'), major_version: await majorVersion(postgres) }
}

function resolvePackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return resolve(name)
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'platform_unsupported',
      `There is no embedded Postgres for ${process.platform} on ${process.arch}, or ${name} is not installed. Set ` +
        'ASSAY_DATABASE_URL to a PostgreSQL 15 or newer.',
      { cause },
    )
  }
}

async function majorVersion(postgres: string): Promise<number> {
  const { status, stdout, stderr } = await runDetached(postgres, { args: ['--version'], env: { LC_ALL: 'C' } })
  if (status !== 0) throw new EmbeddedPostgresError('start_failed', `${postgres} failed (${status}): ${stderr.trim()}`)
  return Number.parseInt(stdout.replace(/^\D+/, ''), 10)
}
