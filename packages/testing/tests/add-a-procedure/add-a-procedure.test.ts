import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createTestDatabase } from '@assay/db/testing'
import { expect, it } from 'vitest'
import { spawnProgram } from '../../src/index.ts'
import { note } from './note.ts'
import { numberedLines } from './numbered-lines.ts'
import { copyRepository, type RepositoryCopy } from './repository-copy.ts'

const agents = new URL('../../../../AGENTS.md', import.meta.url)
const openings = ['A procedure', 'A kind of job', 'A message', 'A metric of ours']
const named = (file: string) => file.replace('<noun>', 'note').replace('<room>', 'data')

it('AGENTS.md names files and folders that there are, in few lines', async () => {
  const text = await readFile(agents, 'utf8')
  for (const opening of openings) {
    const lines = numberedLines(text, opening)
    expect(lines.length).toBeLessThan(10)
    for (const file of lines.flatMap(({ files }) => files)) {
      const [known = file] = /^[^<]*(?=\/[^/]*<)/.exec(file) ?? []
      expect(existsSync(new URL(known, agents)), file).toBe(true)
    }
  }
})

it('who follows AGENTS.md adds a procedure that type-checks and answers', { timeout: 120_000 }, async () => {
  await using copy = await copyRepository()
  const lines = numberedLines(await readFile(join(copy.path, 'AGENTS.md'), 'utf8'), 'A procedure')
  expect(lines.map(({ name, files }) => [name, files.length])).toEqual(
    Object.entries(note).map(([name, edits]) => [name, edits.length]),
  )
  for (const { name, files } of lines) {
    for (const [at, file] of files.entries()) await copy.edit(named(file), note[name]?.[at] ?? String)
  }
  const [, answered] = await Promise.all([checkTypes(copy), getNote(copy)])
  expect(answered).toEqual({ name: 'hello', author: 'ada@example.org' })
})

/** Throws with what the compiler says. */
async function checkTypes(copy: RepositoryCopy): Promise<void> {
  await copy.edit('tsconfig.copy.json', () =>
    JSON.stringify({
      extends: './tsconfig.json',
      include: ['apps/api/src/index.ts', 'packages/cli/src/main.ts', 'packages/testing/tests/stranger-walk'],
    }),
  )
  const compiler = join(copy.path, 'node_modules/typescript/bin/tsc')
  await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.copy.json'], { cwd: copy.path }).catch(
    ({ stdout }) => expect.fail(stdout),
  )
}

/** Asks an API of the copy with the CLI of the copy. */
async function getNote({ url: repository, path }: RepositoryCopy): Promise<unknown> {
  await using database = await createTestDatabase()
  const env = { ASSAY_DATABASE_URL: database.url, XDG_CONFIG_HOME: path }
  await using api = spawnProgram('packages/testing/src/api-main.ts', { env, repository })
  const [, ASSAY_URL = '', ASSAY_API_KEY = ''] = await api.says(/^(\S+) (\S+)$/m)
  const asking = { env: { ...env, ASSAY_URL, ASSAY_API_KEY }, args: ['--json', 'notes', 'get', 'hello'], repository }
  await using cli = spawnProgram('packages/cli/src/main.ts', asking)
  expect(await cli.exited, cli.stderr).toBe(0)
  return JSON.parse(cli.stdout)
}
