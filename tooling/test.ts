import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Check, lanes, runCheck } from './checks.ts'
import { type CommandResult, endRunning, run, workspaceEnv } from './command.ts'
import { absentEngines, engineEnv, installEngines } from './engines.ts'
import { reportVariable, type TestReport } from './test-report.ts'

const verbose = process.argv.includes('--verbose')
const testArguments = process.argv.slice(2).filter((argument) => argument !== '--verbose')
const counts = { passed: 0, failed: 0 }

function show(name: string, { ok, output, seconds }: CommandResult, remark = ''): void {
  console.log(
    `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s  ${remark}`.trimEnd(),
  )
  if (!ok || verbose) console.log(output.trimEnd().replace(/^/gm, '        '))
}

async function runLane(checks: readonly Check[]): Promise<void> {
  for (const check of checks) {
    const result = await runCheck(check)
    counts[result.ok ? 'passed' : 'failed'] += 1
    show(check.name, result)
  }
}

async function runTests(): Promise<TestReport> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const reportFile = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=./tooling/test-report.ts']
  const result = await run(['vitest', 'run', ...reporters, ...testArguments], {
    env: { ...workspaceEnv, ...engineEnv(), [reportVariable]: reportFile },
    timeoutSeconds: 3600,
  })
  const written: TestReport = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, 'utf8'))
    : { passed: 0, failed: 0, skipped: [] }
  rmSync(folder, { recursive: true })
  const report = { ...written, failed: result.ok ? written.failed : Math.max(written.failed, 1) }
  show('tests', result, `${report.passed} passed, ${report.failed} failed, ${report.skipped.length} skipped`)
  return report
}

process.on('SIGTERM', () => {
  endRunning()
  process.exit(143)
})

const engines = installEngines()
// a filter asks for those tests alone
if (testArguments.length === 0) await Promise.all(lanes.map(runLane))
await engines
for (const engine of absentEngines()) console.log(`absent  ${engine.name}: tests that need it are skipped`)

const tests = await runTests()
for (const { name, reason } of tests.skipped) console.log(`skipped ${name}: ${reason}`)
console.log(
  `${counts.passed + tests.passed} passed, ${counts.failed + tests.failed} failed, ${tests.skipped.length} skipped`,
)
process.exitCode = counts.failed + tests.failed === 0 ? 0 : 1
