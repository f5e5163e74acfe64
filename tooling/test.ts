import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Check, lanes, runCheck } from './checks.ts'
import { type CommandResult, endRunning, run, workspaceEnv } from './command.ts'
import { absentEngines, engineEnv, installEngines } from './engines.ts'
import { type FailedTest, reportVariable, type TestReport } from './test-report.ts'

const verbose = process.argv.includes('--verbose')
const testArguments = process.argv.slice(2).filter((argument) => argument !== '--verbose')
const counts = { passed: 0, failed: 0 }
const mostRunAgain = 5
const slowestShown = 20

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

async function runVitest(filters: readonly string[]): Promise<{ result: CommandResult; report: TestReport }> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-test-'))
  const reportFile = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=./tooling/test-report.ts']
  const result = await run(['vitest', 'run', ...reporters, ...filters], {
    env: { ...workspaceEnv, ...engineEnv(), [reportVariable]: reportFile },
    timeoutSeconds: 3600,
  })
  const written: TestReport = existsSync(reportFile)
    ? JSON.parse(readFileSync(reportFile, 'utf8'))
    : { passed: 0, failed: [], skipped: [], slowest: [] }
  rmSync(folder, { recursive: true })
  const isUnsaid = !result.ok && written.failed.length === 0
  const failed = isUnsaid ? [{ file: '', name: 'vitest', message: 'it failed and named no test' }] : written.failed
  return { result, report: { ...written, failed } }
}

/** Few files that failed in a full run are run again, alone: what passes then could not bear the load, and is named. */
async function runTests(): Promise<TestReport> {
  const { result, report } = await runVitest(testArguments)
  show('tests', failuresFirst(result), remarkOn(report))
  if (testArguments.length === 0) showSlowest(report.slowest)
  for (const failure of report.failed) showFailure('FAILED', failure)
  const files = [...new Set(report.failed.map(({ file }) => file))]
  const isWorthIt = files.length > 0 && files.length <= mostRunAgain && files.every((file) => file !== '')
  if (testArguments.length > 0 || !isWorthIt) return report

  const again = await runVitest(['--no-file-parallelism', ...files])
  show('tests run again', failuresFirst(again.result), remarkOn(again.report))
  const stillFailed = new Set(again.report.failed.map(({ name }) => name))
  const unsteady = report.failed.filter(({ name }) => !stillFailed.has(name))
  for (const failure of unsteady) showFailure('unsteady', failure)
  return { ...report, passed: report.passed + unsteady.length, failed: again.report.failed }
}

/** What passed is said by its count. */
function failuresFirst(result: CommandResult): CommandResult {
  const start = verbose ? 0 : result.output.search(/^.*(Failed (Tests|Suites)|Unhandled Errors)/m)
  return { ...result, output: result.output.slice(Math.max(start, 0)) }
}

function remarkOn({ passed, failed, skipped }: TestReport): string {
  return `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`
}

function showSlowest(files: TestReport['slowest']): void {
  const sum = files.reduce((total, { seconds }) => total + seconds, 0)
  console.log(`slowest of ${files.length} files, ${sum.toFixed(0)} s in all:`)
  for (const { name, seconds } of files.slice(0, slowestShown))
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}`)
}

function showFailure(mark: string, { file, name, message }: FailedTest): void {
  console.log(`${mark.padEnd(8)} ${file} > ${name}: ${message.split('\n')[0]}`)
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
  `${counts.passed + tests.passed} passed, ${counts.failed + tests.failed.length} failed, ${tests.skipped.length} ` +
    'skipped',
)
process.exitCode = counts.failed + tests.failed.length === 0 ? 0 : 1
