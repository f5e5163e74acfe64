import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { createThrowAwayDirectory } from '@assay/db/testing'
import type { TestProject } from 'vitest/node'
import { startServer } from './browser/server.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const account = { email: 'admin@example.org', password: 'correct horse battery' }

/** One server with its pages for the whole run; each test makes users of its own there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using stack = new AsyncDisposableStack()
  await promisify(execFile)(process.execPath, ['tooling/pages.ts'], { cwd: repository })
  const directory = stack.use(await createThrowAwayDirectory())
  const server = stack.use(
    startServer(directory.path, { ASSAY_ADMIN_EMAIL: account.email, ASSAY_ADMIN_PASSWORD: account.password }),
  )
  const [, url = ''] = await server.says(/^ready (\S+) in/m)
  project.provide('web_server', { url, admin: account })
  const running = stack.move()
  return () => running.disposeAsync()
}
