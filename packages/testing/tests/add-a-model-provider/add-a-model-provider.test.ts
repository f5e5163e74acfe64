import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../add-a-procedure/repository-copy.ts'
import { stepsOf } from './guide-steps.ts'

const guide = new URL('../../../../docs/guides/add-a-model-provider.md', import.meta.url)

it('who follows the guide adds a provider that type-checks and keeps its contract', { timeout: 240_000 }, async () => {
  await using copy = await copyRepository()
  const steps = stepsOf(await readFile(guide, 'utf8'))
  expect(steps).toHaveLength(6)
  for (const { file, apply } of steps) await copy.edit(file, apply)
  const [, tested] = await Promise.all([
    checkTypes(copy),
    run(copy, 'vitest/vitest.mjs', ['run', '-t', 'acme', ...tests]),
  ])
  expect(tested).toMatch(/Tests .*\d+ passed/)
  expect(tested).not.toMatch(/failed/)
})

const tests = ['packages/models/tests/vendors', 'packages/models/src/catalogue.test.ts']

async function checkTypes(copy: RepositoryCopy): Promise<string> {
  const include = ['packages/models/src/index.ts', 'packages/models/tests/vendors']
  await copy.edit('tsconfig.copy.json', () => JSON.stringify({ extends: './tsconfig.json', include }))
  return run(copy, 'typescript/bin/tsc', ['-p', 'tsconfig.copy.json'])
}

/** Runs a tool in the copy. Fails with what it says. */
async function run({ path }: RepositoryCopy, tool: string, args: readonly string[]): Promise<string> {
  const program = join(path, 'node_modules', tool)
  const env = { ...process.env, NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { cwd: path, env }).catch(
    ({ stdout, stderr }) => expect.fail(`${stdout}\n${stderr}`),
  )
  return stdout
}
