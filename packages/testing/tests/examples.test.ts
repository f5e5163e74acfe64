import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform, type TestUser } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const verdict = /^(Trust|Undecided|Equivalent|No )/
let platform: Platform
let folder: string
let file: string

beforeAll(async () => {
  platform = await startPlatform()
  // below the root of the clone, where a user's script finds the SDK too
  folder = await mkdtemp(join(root, 'node_modules/.assay-example-'))
  file = join(folder, 'news.csv')
  await writeFile(file, newsCsv(12))
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const run = (script: string, ...args: readonly string[]) => runAs(platform.user, script, args)

async function runAs({ key }: TestUser, script: string, args: readonly string[]): Promise<string[]> {
  const env = { ...process.env, ASSAY_URL: platform.url, ASSAY_API_KEY: key }
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { env, cwd: root })
  return stdout.trimEnd().split('\n')
}

it('runs as the README of the SDK shows it, pasted', async () => {
  const [, example = ''] =
    /```ts\n([\s\S]+?)```/.exec(await readFile(join(root, 'packages/sdk/README.md'), 'utf8')) ?? []
  const script = join(folder, 'pasted.mjs')
  await writeFile(script, example)
  expect((await run(script))[0]).toMatch(verdict)
})

it('runs as a file of the folder of examples', async () => {
  const lines = await run(join(root, 'examples/evaluate-news.ts'), file)
  expect(lines).toContain('textrank run.succeeded')
  expect(lines.at(-1)).toMatch(verdict)
})

it('reads the scores of a run, as the README of the SDK shows it', async () => {
  const example = join(root, 'examples/read-scores.ts')
  const readme = await readFile(join(root, 'packages/sdk/README.md'), 'utf8')
  const [, shown = ''] = /## What a job found[\s\S]+?```ts\n([\s\S]+?)```/.exec(readme) ?? []
  expect(shown).toContain('evaluation')
  expect(await readFile(example, 'utf8')).toContain(shown)
  await run(join(root, 'examples/evaluate-news.ts'), file)
  const { items } = await platform.client.runs.list({ limit: 1 })
  expect(await run(example, items[0]?.id ?? '')).toContainEqual(expect.stringMatching(/^rougeL 0\.\d+ /))
})

it('runs nine applications over one map, and again with nothing left to do', async ({ skip }) => {
  const hasNode = ['/usr/local/bin/node', '/usr/bin/node', '/bin/node'].some((path) => existsSync(path))
  skip(!hasNode, 'no node in /usr or /usr/local, where the sandbox would find it')
  const admin = await platform.addUser({ groups: ['users', 'admin'] })
  const catalogue = join(root, 'examples/applications/maps/applications.yaml')
  await runAs(admin, join(root, 'packages/cli/src/main.ts'), ['applications', 'apply', catalogue])
  const example = join(root, 'examples/run-maps.ts')
  const lines = await runAs(admin, example, [])
  expect(lines).toContain('map_crop 9 patches')
  expect(lines).toContain('    "name": "spring"')
  expect(await runAs(admin, example, [])).toContain('map_crop had nothing to do')
}, 30_000)
