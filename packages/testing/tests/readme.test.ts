import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

const root = join(import.meta.dirname, '../../..')

/** The blocks of a README that are marked with a language, in order. */
function blocksOf(file: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm')
  return [...readFileSync(join(root, file), 'utf8').matchAll(pattern)].map(([, block = '']) => block)
}

/** Runs a script in the clone as a stranger would who has signed in: with the machine's own Node alone. */
async function runAsStranger(script: string, { url, user }: Platform) {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const PATH = folders.filter((folder) => !folder.endsWith('/node_modules/.bin')).join(delimiter)
  const env = { HOME: process.env['HOME'], PATH, ASSAY_URL: url, ASSAY_API_KEY: user.key, NO_COLOR: '1' }
  const child = spawn('sh', ['-e'], { cwd: root, env })
  child.stdin.end(script)
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('close', resolve)),
  ])
  return { stdout, stderr, code }
}

it('the README leads from the clone to a verdict, in the terminal', async () => {
  await using platform = await startPlatform()
  const [, inTerminal = ''] = blocksOf('README.md', 'sh')
  const [login = '', ...rest] = inTerminal.split('\n')
  expect(login).toMatch(/^npx assay login '/)
  const { stdout, stderr, code } = await runAsStranger(rest.join('\n'), platform)
  expect([code, stderr]).toEqual([0, expect.stringContaining('npx assay comparisons examples')])
  expect(stdout).toMatch(/^Trust lead-3|^Trust textrank|^Undecided/m)
}, 120_000)

it('the code of the README runs as it stands, in a folder of its own', async () => {
  await using platform = await startPlatform()
  const [, , prepare = '', run = ''] = blocksOf('README.md', 'sh')
  const [code = ''] = blocksOf('README.md', 'js')
  expect(code).toMatch(/^\/\/ evaluate\.mjs:/)
  const script = `${prepare}\ncat > evaluate.mjs <<'END'\n${code}END\n${run}`
  const outcome = await runAsStranger(script, platform)
  const complaints = outcome.stderr.replaceAll(/^(?:bringing the dependencies|set up in).*\n/gm, '')
  expect([outcome.code, complaints]).toEqual([0, ''])
  expect(outcome.stdout).toMatch(/^lead-3 run\.succeeded$/m)
  expect(outcome.stdout).toMatch(/^(Trust|Undecided|Take either)/m)
}, 300_000)
