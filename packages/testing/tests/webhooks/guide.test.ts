import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type MailServer, type Platform, startMailServer, startPlatform } from '../../src/index.ts'
import { endRun } from './scene.ts'

const root = join(import.meta.dirname, '../../../..')
let mail: MailServer
let platform: Platform
let folder: string
let guide: string

beforeAll(async () => {
  mail = await startMailServer()
  platform = await startPlatform({ settings: { mail: { smtp_url: mail.smtp_url, from: 'Assay <assay@example.org>' } } })
  // below the root of the clone, where a user's script finds the SDK too
  folder = await mkdtemp(join(root, 'node_modules/.assay-guide-'))
  const written = await readFile(join(root, 'docs/guides/webhooks.md'), 'utf8')
  guide = written.replaceAll('8787', String(await freePort()))
})

afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  await mail[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}

function blocksOf(language: string): string[] {
  return [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, block = '']) => block)
}

function start(command: string, args: readonly string[], more: Record<string, string> = {}) {
  const env = { ...process.env, XDG_STATE_HOME: folder, ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }
  const path = `${join(process.execPath, '..')}:${process.env['PATH']}`
  return spawn(command, args, { cwd: folder, env: { ...env, PATH: path, NO_COLOR: '1', ...more } })
}

async function run(script: string) {
  const alias = `assay() { '${process.execPath}' '${join(root, 'packages/cli/src/main.ts')}' "$@"; }\n`
  const child = start('sh', ['-e', '-c', alias + script])
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

it('the commands and the receiver of the guide run as they stand, and tell of a run', async () => {
  const [create = '', look = '', asks = ''] = blocksOf('sh')
  const [receiver = ''] = blocksOf('ts')
  const created = await run(create)
  expect([created.code, created.stderr]).toEqual([0, expect.stringMatching(/is called for run\.\*\./)])
  expect(created.stdout).toContain('http://127.0.0.1')
  const secret = (await readFile(join(folder, 'secret.txt'), 'utf8')).trim()
  await writeFile(join(folder, 'receiver.mjs'), receiver)
  const receiving = start(process.execPath, ['receiver.mjs'], { ASSAY_WEBHOOK_SECRET: secret })
  const heard = createInterface({ input: receiving.stdout })[Symbol.asyncIterator]()
  try {
    const [, port = ''] = /listen\((\d+)\)/.exec(receiver) ?? []
    const knock = () =>
      fetch(`http://127.0.0.1:${port}`)
        .then(({ status }) => status)
        .catch(() => 0)
    await expect.poll(knock, { timeout: 20_000 }).toBe(401)
    await endRun(platform, { owner_id: platform.user.actor.user_id, name: 'of the guide', jobs: { a: 'failed' } })
    expect((await heard.next()).value).toMatch(/^run\.failed of the guide [0-9a-f-]{36}$/)
    const looked = await run(look)
    expect([looked.code, looked.stdout]).toEqual([
      0,
      expect.stringMatching(/^Delivered .*: it answered 204 after \d+ ms\.$/m),
    ])
    expect((await heard.next()).value).toMatch(/^run\.failed an example /)
    expect((await platform.client.webhooks.list()).items).toEqual([])
  } finally {
    receiving.kill()
  }
  const asked = await run(asks)
  expect([asked.code, asked.stderr]).toEqual([0, ''])
  expect(asked.stdout).toContain(`Every end of your runs and their jobs is mailed to ${platform.user.actor.email}.`)
  expect(asked.stdout.trim().split('\n').at(-1)).toBe('Nothing is mailed to you when it ends.')
}, 90_000)
