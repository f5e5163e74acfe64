import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { copyRepository, type RepositoryCopy } from '../add-a-procedure/repository-copy.ts'
import { type Guide, readGuide } from './guide.ts'

/** A statement that imports or exports what is of tasks alone. */
const statements =
  /^(?:import|export)(?: type)? \{[^}]*\} from '\.[^']*(?:\/task-entry|s\/task|y\/task|n\/task|r\/task|\/2026-12-04-tasks)\.ts'\n/gm
const oneLine = /^.*(?:'tasks\.|'2026-12-04-tasks'|^ {2}tasks(?:,|: TaskTable)$|addTaskCommands|\bTasks\b).*\n/gm

it('whoever types what the guide says, under 100 lines, has tasks again in a repository without them', {
  timeout: 180_000,
}, async () => {
  const guide = await readGuide()
  expect(guide.typed).toBeLessThan(100)
  await using copy = await copyRepository()
  await takeOut(copy, guide)
  for (const { file, text } of guide.files) {
    expect(existsSync(join(copy.path, file)), file).toBe(false)
    await copy.edit(file, () => text)
  }
  for (const { file, below, line } of guide.lines) {
    await copy.edit(file, (text = '') => {
      expect(text.split('\n'), `${file}: ${below}`).toContain(below)
      return text.replace(`${below}\n`, () => `${below}\n${line}\n`)
    })
  }
  expect(await runTest(copy)).toContain('1 passed')
})

async function takeOut(copy: RepositoryCopy, { files, lines }: Guide): Promise<void> {
  for (const { file } of files) await rm(join(copy.path, file))
  for (const file of new Set(lines.map((line) => line.file))) {
    await copy.edit(file, (text = '') => text.replaceAll(statements, '').replaceAll(oneLine, ''))
  }
  await copy.edit('packages/sdk/src/index.ts', (text = '') => text.replaceAll(statements, ''))
}

/** Runs the test of the page with what is installed here. Throws with what it says. */
async function runTest({ path, edit }: RepositoryCopy): Promise<string> {
  const test = 'packages/testing/tests/task.test.ts'
  const config = { include: [test], globalSetup: ['packages/testing/src/global-setup.ts'], testTimeout: 60_000 }
  await edit('vitest.config.ts', () => `export default { test: ${JSON.stringify(config)} }\n`)
  const { PATH, HOME } = process.env
  const args = [join(path, 'node_modules/vitest/vitest.mjs'), 'run', test]
  const env = { PATH, HOME, NO_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path, env }).catch((error) =>
    expect.fail(`${error.stdout}${error.stderr}`),
  )
  return stdout
}
