import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { inspect } from 'node:util'
import type { TestCase, TestModule } from 'vitest/node'

export interface SkippedTest {
  readonly name: string
  readonly reason: string
}

/** What failed: a test, or a file outside its tests. */
export interface FailedTest {
  readonly file: string
  readonly name: string
  readonly message: string
}

/** How long a file took, in seconds. */
export interface TimedFile {
  readonly name: string
  readonly seconds: number
}

/** The counts of one vitest run, as {@link TestReporter} writes them. */
export interface TestReport {
  readonly passed: number
  readonly failed: readonly FailedTest[]
  readonly skipped: readonly SkippedTest[]
  /** The longest first. */
  readonly slowest: readonly TimedFile[]
}

export const reportVariable = 'ASSAY_TEST_REPORT'

function skippedTest(test: TestCase): SkippedTest {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { name: `${test.module.relativeModuleId} > ${test.fullName}`, reason: note ?? 'gives no reason' }
}

/** A file that broke outside its tests counts as one failure. */
function failuresIn(module: TestModule): FailedTest[] {
  const file = module.relativeModuleId
  const tests = [...module.children.allTests('failed')].map((test) => ({
    file,
    name: test.fullName,
    message: test.result().errors?.[0]?.message ?? '',
  }))
  if (tests.length > 0 || module.state() !== 'failed') return tests
  return [{ file, name: 'the file itself', message: module.errors()[0]?.message ?? '' }]
}

/** What broke outside of any test; when it ended the process of a file, vitest says which one in words alone. */
function failureOutside(error: unknown): FailedTest {
  const [, file = ''] = /while running test file (.+)$/m.exec(inspect(error)) ?? []
  return { file: file && relative('.', file), name: 'outside of any test', message: messageOf(error) }
}

/** What vitest hands on of an error from another process can be an object without a prototype. */
function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return `${error.message}`
  return inspect(error)
}

function timedFile(module: TestModule): TimedFile {
  const { duration, collectDuration } = module.diagnostic()
  return { name: `${module.project.name} ${module.relativeModuleId}`, seconds: (duration + collectDuration) / 1000 }
}

/** Writes counts and the reasons of skipped tests to the file that ASSAY_TEST_REPORT names. */
export default class TestReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const report: TestReport = {
      passed: modules.reduce((sum, module) => sum + [...module.children.allTests('passed')].length, 0),
      failed: [...modules.flatMap(failuresIn), ...unhandled.map(failureOutside)],
      skipped: modules.flatMap((module) => [...module.children.allTests('skipped')].map(skippedTest)),
      slowest: modules.map(timedFile).sort((one, other) => other.seconds - one.seconds),
    }
    const file = process.env[reportVariable]
    if (file) writeFileSync(file, JSON.stringify(report))
  }
}
