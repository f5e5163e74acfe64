import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A Python that has the references, in a virtual environment under the temporary directory that is made once. Needs
 * python3.
 */
export function pythonWith(packages: readonly string[]): string {
  const environment = join(tmpdir(), `assay-bench-${packages.join('-').replaceAll(/[^\w.-]+/g, '-')}`)
  const executable = join(environment, 'bin/python')
  if (!existsSync(executable)) {
    execFileSync('python3', ['-m', 'venv', environment])
    execFileSync(executable, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: ['ignore', 2, 2] })
  }
  return executable
}
