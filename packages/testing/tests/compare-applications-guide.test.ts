import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { readCatalogue } from '@assay/schemas'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Platform, startPlatform, type TestUser } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')
const hasNode = ['/usr/local/bin/node', '/usr/bin/node', '/bin/node'].some((path) => existsSync(path))

let platform: Platform
let admin: TestUser
let folder: string
let guide: string

beforeAll(async () => {
  platform = await startPlatform()
  admin = await platform.addUser({ groups: ['users', 'admin'] })
  folder = await mkdtemp(join(root, 'node_modules/.assay-compare-guide-'))
  guide = await readFile(join(root, 'docs/guides/compare-applications.md'), 'utf8')
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

function blocksOf(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
}

async function run(command: string, args: readonly string[], cwd = root): Promise<string> {
  const { PATH = '' } = process.env
  const env = { PATH, XDG_STATE_HOME: folder, NO_COLOR: '1', ASSAY_URL: platform.url, ASSAY_API_KEY: admin.key }
  const child = spawn(command, args, { cwd, env })
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  if (code !== 0) throw new Error(`It ended with ${code}.\n${stdout}\n${stderr}`)
  return stdout
}

const alias = `assay() { '${process.execPath}' '${join(root, 'packages/cli/src/main.ts')}' "$@"; }\n`

describe('the guide to comparing applications', () => {
  beforeEach(({ skip }) => skip(!hasNode, 'no node in /usr or /usr/local, where the sandbox would find it'))

  it('shows the entrypoint that scores as it stands in the catalogue', async () => {
    const catalogue = await readFile(join(root, 'examples/applications/cells/applications.yaml'), 'utf8')
    const { entries } = readCatalogue(catalogue)
    const { entries: shown, faults } = readCatalogue(blocksOf('yaml')[0] ?? '')
    expect(faults).toEqual([])
    const { description: _, resources: __, timeout_seconds: ___, ...said } = shown[0] ?? {}
    expect(entries).toContainEqual(expect.objectContaining(said))
  })

  it('leads to the verdict that it prints, typed as it stands', async () => {
    const printed = await run('sh', ['-ec', alias + blocksOf('sh')[0]])
    expect(printed).toContain(blocksOf('text')[1])
    const further = await run('sh', ['-ec', alias + blocksOf('sh')[1]])
    expect(further).toMatch(/cells\/1\/segment \(parameters .*threshold/)
  }, 120_000)

  it('its code runs pasted, and finds both runs as they are', async () => {
    await writeFile(join(folder, 'pasted.mjs'), blocksOf('js')[0] ?? '')
    const printed = await run(process.execPath, ['pasted.mjs'], folder)
    expect(printed).toMatch(/^Trust cells\/2\/segment: on IoU it beats cells\/1\/segment by /)
    expect(printed).toContain('\nbright 12\ndim 12\n')
  }, 60_000)
})
