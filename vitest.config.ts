import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const setupFiles = ['tooling/property-seed.ts']
const slow = { testTimeout: 60_000, hookTimeout: 60_000 }
const onOldestPostgres = ['db', 'queue', 'core'].map((name) => `packages/${name}/tests/**/*.test.ts`)
const pages = 'apps/web/tests/**/*.test.ts'
const oldestPostgres = 'packages/db/tests/oldest-postgres.test.ts'
const aboutEmbedded = ['packages/db/tests/embedded-*.test.ts', 'packages/db/tests/test-database.test.ts']
const hasOldest = process.env['ASSAY_TEST_POSTGRES15_BIN'] !== undefined

export default defineConfig({
  test: {
    // tests wait for processes and disks more than they compute
    maxWorkers: availableParallelism() + 1,
    projects: [
      { test: { name: 'unit', setupFiles, include: ['{packages,apps}/*/src/**/*.test.ts'] } },
      {
        test: {
          name: 'platform',
          setupFiles,
          include: ['{packages,apps}/*/tests/**/*.test.ts'],
          exclude: [oldestPostgres, pages],
          globalSetup: ['packages/testing/src/global-setup.ts'],
          ...slow,
        },
      },
      {
        test: {
          name: 'web',
          setupFiles,
          include: [pages],
          globalSetup: ['packages/testing/src/global-setup-web.ts'],
          ...slow,
        },
      },
      {
        test: {
          name: 'postgres-15',
          setupFiles,
          include: hasOldest ? onOldestPostgres : [oldestPostgres],
          exclude: aboutEmbedded,
          globalSetup: ['packages/testing/src/global-setup-postgres-15.ts'],
          ...slow,
        },
      },
    ],
  },
})
