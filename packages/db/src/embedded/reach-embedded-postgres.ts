import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { isPostmasterOf, readPostmasterFile } from './postmaster-file.ts'
import { socketUrl } from './socket-url.ts'

/** The Postgres of a data directory, for as long as it is needed. */
export interface ReachedPostgres extends AsyncDisposable {
  readonly url: string
  /** Whether another process has it, and may end it. */
  readonly is_shared: boolean
}

const startsWithinMs = 15_000
const pollMs = 100

/**
 * Reaches the embedded Postgres of a data directory: that of the process which has the directory, or else one that is
 * started. Throws EmbeddedPostgresError where there is none, and makes none.
 */
export async function reachEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<ReachedPostgres> {
  const directory = join(options.data_dir, 'postgres')
  await access(join(directory, 'PG_VERSION')).catch((cause: unknown) => {
    throw new EmbeddedPostgresError(
      'data_directory_invalid',
      `There is no database in ${options.data_dir}. Set ASSAY_DATA_DIR to the data directory of the server, or ` +
        'ASSAY_DATABASE_URL to its Postgres.',
      { cause },
    )
  })
  try {
    const started = await startEmbeddedPostgres(options)
    return { url: started.url, is_shared: false, [Symbol.asyncDispose]: () => started.stop() }
  } catch (error) {
    const isInUse = error instanceof EmbeddedPostgresError && error.fault === 'data_directory_in_use'
    const socket_dir = isInUse ? await runningSocket(directory) : undefined
    if (socket_dir === undefined) throw error
    return { url: socketUrl(socket_dir), is_shared: true, [Symbol.asyncDispose]: async () => {} }
  }
}

/** Where another process runs it, which may be just starting it. */
async function runningSocket(directory: string): Promise<string | undefined> {
  const until = performance.now() + startsWithinMs
  while (performance.now() < until) {
    const file = await readPostmasterFile(directory)
    if (file?.ready && (await isPostmasterOf(directory, file.pid))) return file.socket_dir
    await delay(pollMs)
  }
  return undefined
}
