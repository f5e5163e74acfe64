import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createTestDatabase } from '@assay/db/testing'
import type { CoreSettings } from '../src/deps.ts'
import { type OpenCore, openCore } from '../src/open-core.ts'

const log = { info() {}, warn() {}, error() {} }

/** Core on a database and a folder of its own. */
export async function openTestCore({
  max_upload_bytes = 1_000_000,
  ...settings
}: Partial<CoreSettings> = {}): Promise<OpenCore & { database_url: string; storage_url: string }> {
  await using stack = new AsyncDisposableStack()
  const { url } = stack.use(await createTestDatabase())
  const directory = await mkdtemp(join(tmpdir(), 'assay-core-'))
  stack.defer(() => rm(directory, { recursive: true, force: true }))
  const storage_url = pathToFileURL(join(directory, 'storage/')).href
  const core = await openCore({
    name: 'assay test',
    database_url: url,
    storage_url,
    scratch_directory: join(directory, 'scratch'),
    secret_key: 'a key that is only good for tests, as everyone knows it',
    pool_size: 8,
    settings: { max_upload_bytes, ...settings },
    log,
  })
  stack.use(core)
  const open = stack.move()
  return { ...core, database_url: url, storage_url, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
