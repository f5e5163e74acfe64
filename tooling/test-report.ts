import { writeFileSync } from 'node:fs'
import type { TestCase, TestModule } from 'vitest/node'

export interface SkippedTest {
  readonly name: string
  readonly reason: string
}

/** The counts of one vitest run, as {@link TestReporter} writes them. */
export interface TestReport {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly SkippedTest[]
}

export const reportVariable = 'ASSAY_TEST_REPORT'

function skippedTest(test: TestCase): SkippedTest {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { name: `${test.module.relativeModuleId} > ${test.fullName}`, reason: note ?? 'gives no reason' }
}

/** A file that broke outside its tests counts as one failure. */
function failuresIn(module: TestModule): number {
  const tests = [...module.children.allTests('failed')].length
  return tests === 0 && module.state() === 'failed' ? 1 : tests
}

/** Writes counts and the reasons of skipped tests to the file that ASSAY_TEST_REPORT names. */
export default class TestReporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const report: TestReport = {
      passed: modules.reduce((sum, module) => sum + [...module.children.allTests('passed')].length, 0),
      failed: modules.reduce((sum, module) => sum + failuresIn(module), unhandled.length),
      skipped: modules.flatMap((module) => [...module.children.allTests('skipped')].map(skippedTest)),
    }
    const file = process.env[reportVariable]
    if (file) writeFileSync(file, JSON.stringify(report))
  }
}
