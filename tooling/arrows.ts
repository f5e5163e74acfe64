import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'

const config = join(import.meta.dirname, 'dependency-cruiser.mjs')
const folders = ['apps', 'packages', 'bench']

/** A tree that breaks every rule once; the lines that break none are in it too. */
const brokenTree: Record<string, string> = {
  'package.json': '{ "name": "broken" }',
  'node_modules/thing/package.json': '{ "name": "thing", "main": "index.js" }',
  'node_modules/thing/index.js': '',
  'apps/api/src/index.ts': 'export type AppRouter = 1',
  'bench/claim.ts': "import '../packages/db/src/pool.ts'; import '../packages/db/src/index.ts'",
  'packages/core/package.json': '{ "name": "core", "devDependencies": { "thing": "1.0.0" } }',
  'packages/core/src/index.ts': "import '../../db/src/index.ts'",
  'packages/core/src/run/run.ts':
    "import '../../../../apps/api/src/index.ts'; import '../../../db/src/pool.ts'; " +
    "import 'thing'; import '../file/cycle.ts'",
  'packages/core/src/file/forgotten.ts': '',
  'packages/core/src/file/cycle.ts': "import './cycle.ts'; import './cycle.test.ts'",
  'packages/core/src/data/dataset.ts': "import '../run/run.ts'",
  'packages/core/src/health.ts': '',
  'packages/core/src/comparison/verdict/front.ts': "import '../comparison.ts'",
  'packages/core/src/comparison/comparison.ts': "import './deps.ts'; import '../health.ts'",
  'packages/core/src/comparison/deps.ts': '',
  'packages/core/src/comparison/novelty.ts': "import '../health.ts'",
  'packages/core/src/deps.ts': "import './sample.ts'",
  'packages/core/src/sample.ts': "import './comparison/comparison.ts'",
  'packages/core/src/file/cycle.test.ts': "import '../../../testing/src/index.ts'; import './absent.ts'",
  'packages/db/package.json': '{ "name": "db" }',
  'packages/db/src/index.ts': '',
  'packages/db/src/pool.ts': "import 'thing'; import '../../testing/src/index.ts'",
  'packages/db/tests/pool.test.ts': "import '../../testing/src/index.ts'; import '../../core/src/index.ts'",
  'packages/novelty/src/index.ts': "import './novelty.ts'",
  'packages/novelty/src/novelty.ts': '',
  'packages/sdk/src/client.ts': "import '../../../apps/api/src/index.ts'",
  'packages/sdk/src/types.ts':
    "import type { AppRouter } from '../../../apps/api/src/index.ts'; export type A = AppRouter",
  'packages/cli/src/main.ts':
    "import type { AppRouter } from '../../../apps/api/src/index.ts'; export type A = AppRouter",
  'packages/testing/src/index.ts': "import '../../../apps/api/src/index.ts'",
}

const expected = [
  'arrows-of-cli: packages/cli/src/main.ts → apps/api/src/index.ts',
  'arrows-of-core: packages/core/src/run/run.ts → apps/api/src/index.ts',
  'arrows-of-db-tests: packages/db/tests/pool.test.ts → packages/core/src/index.ts',
  'arrows-of-db: packages/db/src/pool.ts → packages/testing/src/index.ts',
  'declared: packages/db/src/pool.ts → node_modules/thing/index.js',
  'no-cycles: packages/core/src/file/cycle.ts → packages/core/src/file/cycle.ts',
  'no-development-packages-in-production: packages/core/src/run/run.ts → node_modules/thing/index.js',
  'no-internals-from-bench: bench/claim.ts → packages/db/src/pool.ts',
  'no-internals-of-another-unit: packages/core/src/run/run.ts → packages/db/src/pool.ts',
  'no-orphans: packages/core/src/file/forgotten.ts → packages/core/src/file/forgotten.ts',
  'no-production-code-on-tests: packages/core/src/file/cycle.ts → packages/core/src/file/cycle.test.ts',
  'room-without-arrows: packages/core/src/comparison/novelty.ts → packages/core/src/health.ts',
  'rooms-of-core-comparison-comparison: packages/core/src/comparison/comparison.ts → packages/core/src/health.ts',
  'rooms-of-core-comparison-verdict: packages/core/src/comparison/verdict/front.ts → ' +
    'packages/core/src/comparison/comparison.ts',
  'rooms-of-core-data: packages/core/src/data/dataset.ts → packages/core/src/run/run.ts',
  'rooms-of-core-deps: packages/core/src/deps.ts → packages/core/src/sample.ts',
  'resolvable: packages/core/src/file/cycle.test.ts → ./absent.ts',
  'clients-know-only-types-of-api: packages/sdk/src/client.ts → apps/api/src/index.ts',
  'unit-without-arrows: packages/novelty/src/index.ts → packages/novelty/src/novelty.ts',
]

function violationsIn(tree: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'assay-arrows-'))
  try {
    for (const [file, text] of Object.entries(tree)) {
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), text)
    }
    const { stdout } = spawnSync('depcruise', ['--config', config, '--output-type', 'json', ...folders], { cwd: root })
    const result: ICruiseResult = JSON.parse(stdout.toString())
    return result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort()
  } finally {
    rmSync(root, { recursive: true })
  }
}

const found = violationsIn(brokenTree)
const missed = expected.filter((line) => !found.includes(line))
const invented = found.filter((line) => !expected.includes(line))
if (missed.length + invented.length > 0) {
  console.error(
    [
      'The rules of the arrows do not judge the broken tree as they should.',
      ...missed.map((line) => `missed    ${line}`),
      ...invented.map((line) => `invented  ${line}`),
    ].join('\n'),
  )
  process.exit(1)
}

const { status } = spawnSync('depcruise', ['--config', config, ...folders], { stdio: 'inherit' })
process.exitCode = status === 0 ? 0 : 1
