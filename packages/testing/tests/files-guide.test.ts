import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
let platform: Platform
let folder: string

beforeAll(async () => {
  platform = await startPlatform()
  // below the root of the clone, where a user's script finds the SDK too
  folder = await mkdtemp(join(root, 'node_modules/.assay-guide-'))
  await mkdir(join(folder, 'scans/raw'), { recursive: true })
  await writeFile(join(folder, 'scans/a.tif'), 'II*\u0000 a scan')
  await writeFile(join(folder, 'scans/raw/b.tif'), 'II*\u0000 another')
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function blocksOf(language: string): Promise<string[]> {
  const guide = await readFile(join(root, 'docs/guides/files.md'), 'utf8')
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
}

async function run(command: string, args: readonly string[], input = '') {
  const env = { ...process.env, XDG_STATE_HOME: folder, ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
  const child = spawn(command, args, { cwd: folder, env: { ...env, NO_COLOR: '1' } })
  child.stdin.end(input)
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { stdout, stderr, code }
}

it('the commands of the guide run as they stand', async () => {
  const [commands = ''] = await blocksOf('sh')
  const alias = `assay() { '${process.execPath}' '${join(root, 'packages/cli/src/main.ts')}' "$@"; }\n`
  const { stdout, stderr, code } = await run('sh', ['-e'], alias + commands)
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^Whoever has it can download data\/run-7\/a\.tif until .*\n$/),
  ])
  expect(stdout).toContain('2 files, 1 folder, ')
  expect(stdout).toMatch(/^Deleted 2 files, /m)
  expect((await readdir(join(folder, 'back'))).toSorted()).toEqual(['a.tif', 'raw'])
  expect(await readdir(folder)).toContain('run-7.zip')
}, 60_000)

it('its code runs pasted, and so does the example that makes a zip', async () => {
  const [code = ''] = await blocksOf('ts')
  await writeFile(join(folder, 'pasted.mjs'), code)
  const pasted = await run(process.execPath, ['pasted.mjs'])
  expect(pasted).toMatchObject({ code: 0, stderr: '' })
  const lines = pasted.stdout.trim().split('\n')
  expect(lines).toContain('data/run-7/a.tif 11')
  expect(await (await fetch(platform.url + new URL(lines.at(-1) ?? '').pathname)).text()).toBe('II*\u0000 a scan')
  const example = await run(process.execPath, [join(root, 'examples/back-up-a-folder.ts'), 'data', 'data.zip'])
  expect(example).toMatchObject({ code: 0, stdout: '1 files, 11 bytes\nsaved data.zip\n' })
})

it('its lines for curl do the same', async () => {
  const [, lines = ''] = await blocksOf('sh')
  const { code, stdout } = await run('sh', ['-e'], lines)
  expect(code).toBe(0)
  expect(stdout).toContain('"data/a.tif"')
  expect(await readFile(join(folder, 'header'), 'utf8')).toBe('II*\u0000')
})
