import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
let platform: Platform
let admin: TestUser
let folder: string
let guide: string

beforeAll(async () => {
  platform = await startPlatform()
  admin = await platform.addUser({ groups: ['users', 'admin'] })
  // below the root of the clone, where a user's script finds the SDK too
  folder = await mkdtemp(join(root, 'node_modules/.assay-application-guide-'))
  guide = await readFile(join(root, 'docs/guides/run-an-application.md'), 'utf8')
  const [catalogue, graph, send, container] = blocksOf('yaml')
  const files = {
    'applications.yaml': catalogue,
    'all-texts.yaml': graph,
    'send.yaml': send,
    'container.yaml': container,
  }
  for (const [name, block = ''] of Object.entries(files)) await writeFile(join(folder, name), block)
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function blocksOf(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
}

async function run(command: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const { PATH = '' } = process.env
  const env = { PATH, XDG_STATE_HOME: folder, NO_COLOR: '1', ASSAY_URL: platform.url, ASSAY_API_KEY: admin.key }
  const child = spawn(command, args, { cwd: folder, env: { ...env, ...more } })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  if (code !== 0) throw new Error(`It ended with ${code}.\n${stdout}\n${stderr}`)
  return { stdout, stderr }
}

const alias = `assay() { '${process.execPath}' '${join(root, 'packages/cli/src/main.ts')}' "$@"; }\n`

async function terminal(block: number, more: Readonly<Record<string, string>> = {}) {
  return run('sh', ['-ec', alias + blocksOf('sh')[block]], more)
}

it('leads from two texts to what is in them, and says why something runs again', async () => {
  const first = await terminal(0)
  expect(first.stdout).toContain('--most <integer>')
  expect(first.stderr).toContain('top: succeeded')
  expect(first.stdout).toContain('8 different words\n')
  const RUN = /^words\/1\/top succeeded \(run (.+)\)\.$/m.exec(first.stdout)?.[1] ?? ''
  const { jobs } = await admin.client.runs.get(RUN)
  const JOB = jobs.find(({ name }) => name === 'count')?.id ?? ''
  const looks = await terminal(1, { RUN, JOB })
  expect(looks.stdout).toContain('top  succeeded\n└─ count  succeeded')
  expect(looks.stdout).toMatch(/^result +counts\.txt /m)
  expect(await readFile(join(folder, 'top.txt'), 'utf8')).toMatch(/^ +3 the\n +2 tide\n/)
  const again = await terminal(2)
  expect(again.stderr.match(/: reused$/gm)).toHaveLength(2)
  expect(again.stdout).toContain(blocksOf('text')[0])
  const retried = await terminal(3, { RUN })
  expect(retried.stdout).toMatch(/^count +succeeded +is reused$/m)
}, 60_000)

it('goes over many files, keeps secrets, and knows containers', async () => {
  const all = await terminal(4)
  expect(all.stderr).toMatch(/count-1: succeeded[\s\S]*top: succeeded/)
  const sent = await terminal(5)
  expect(sent.stdout).toContain('sent with (secret)\n')
  await run('sh', ['-ec', `${alias}assay applications apply container.yaml`])
  const { entrypoints } = await admin.client.applications.get('words/2/count')
  expect(entrypoints[0]?.definition.image).toBe('debian:12-slim')
}, 60_000)

it('its code runs pasted', async () => {
  await writeFile(join(folder, 'texts/rain.txt'), 'Rain on the roof, rain on the road, rain.')
  await writeFile(join(folder, 'pasted.mjs'), blocksOf('js')[0] ?? '')
  const { stdout } = await run(process.execPath, ['pasted.mjs'])
  expect(stdout).toContain('count 5 different words\n')
  expect(stdout).toMatch(/^ +3 rain\n +2 the\n/m)
}, 60_000)
