import { createTestDatabase } from '@assay/db/testing'
import type { AccessSettings } from '../src/deps.ts'
import { type OpenAccess, openAccess } from '../src/open-access.ts'

const log = { info() {}, warn() {}, error() {} }

/** Access on a database of its own. */
export async function openTestAccess(settings: AccessSettings = {}): Promise<OpenAccess> {
  await using stack = new AsyncDisposableStack()
  const { url } = stack.use(await createTestDatabase())
  const access = await openAccess({
    name: 'assay test',
    database_url: url,
    secret_key: 'a key that is only good for tests, as everyone knows it',
    pool_size: 8,
    settings,
    log,
  })
  stack.use(access)
  const open = stack.move()
  return { ...access, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
