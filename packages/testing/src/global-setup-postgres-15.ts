import { type InstalledServer, startInstalledServer, startTestServer } from '@assay/db/testing'
import type { TestProject } from 'vitest/node'
import { prepare } from './global-setup.ts'

/** The oldest Postgres that Assay supports, where it is installed; the tests of the database run on it as well. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const bin = process.env['ASSAY_TEST_POSTGRES15_BIN']
  if (bin === undefined) return async () => {}
  const installed: InstalledServer = await startInstalledServer(bin)
  const running = await startTestServer({ url: installed.url, prepare })
  project.provide('test_server', running.server)
  return async () => {
    await running[Symbol.asyncDispose]()
    await installed[Symbol.asyncDispose]()
  }
}
