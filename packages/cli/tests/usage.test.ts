import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import cli from '../package.json' with { type: 'json' }
import { createMachine } from './assay.ts'

/** An address where somebody listened once. */
async function deadAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${address instanceof Object ? address.port : 0}`
}

test.each([
  ['no command', []],
  ['an unknown command', ['evalute']],
  ['an unknown option', ['runs', 'list', '--state', 'failed']],
  ['a missing argument', ['evaluate']],
  ['a number that is none', ['runs', 'list', '--limit', 'many']],
  ['a choice that is none', ['evaluate', 'news.csv', '--task', 'poetry']],
  ['a baseline that is not among the models', ['evaluate', 'news.csv', '--models', 'a,b', '--baseline', 'c']],
  ['a link that is none', ['login', 'http://127.0.0.1:3210']],
  ['a password that is not on stdin', ['login', '--email', 'a@example.org']],
  ['nobody to ask for an e-mail address', ['login', '--password']],
  ['a profile that cannot be a name', ['login', '--profile', '../elsewhere']],
  ['a scope that is none', ['keys', 'create', 'ci', '--scope', 'everything']],
])('%s is wrong usage: exit code 2, and nothing on stdout', async (_name, args) => {
  await using machine = await createMachine()
  const { exitCode, stdout, stderr } = await machine.assay([...args, '--json'])
  expect([exitCode, stdout]).toEqual([2, ''])
  expect(JSON.parse(stderr)).toMatchObject({ code: 'WRONG_USAGE', exit_code: 2, request_id: null })
})

test('--help is on stdout and exits with 0, for commands too', async () => {
  await using machine = await createMachine()
  const help = await machine.assay(['--help'])
  expect([help.exitCode, help.stderr]).toEqual([0, ''])
  expect(help.stdout).toContain('Exit codes: 0 done')
  const evaluate = await machine.assay(['evaluate', '--help'])
  expect(evaluate.exitCode).toBe(0)
  expect(evaluate.stdout).toContain('--json')
})

test('a server that is not running is said, with how to start it', async () => {
  const url = await deadAddress()
  await using machine = await createMachine({ ASSAY_URL: url })
  const { exitCode, stdout, stderr } = await machine.assay(['models', 'list'])
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toContain(`Assay cannot be reached at ${url} (ECONNREFUSED). Start it with "npm start"`)
})

test('a file that is not there is said', async () => {
  await using machine = await createMachine({ ASSAY_URL: 'http://127.0.0.1:1' })
  const { exitCode, stderr } = await machine.assay(['evaluate', 'nowhere.csv', '--models', 'lead-1'])
  expect([exitCode, stderr]).toEqual([1, 'There is no file nowhere.csv.\n'])
})

test('--version is that of the package', async () => {
  await using machine = await createMachine()
  const { exitCode, stdout } = await machine.assay(['--version'])
  expect([exitCode, stdout]).toEqual([0, `${cli.version}\n`])
})

test.each(['bash', 'zsh', 'fish'])(
  'completion for %s is a script, and suggests commands, options and choices',
  async (shell) => {
    await using machine = await createMachine()
    const script = await machine.assay(['completion', shell])
    expect([script.exitCode, script.stdout]).toEqual([0, expect.stringContaining('assay')])
    const suggested = async (...words: string[]) => (await machine.assay(['complete', '--', ...words])).stdout
    expect(await suggested('eval')).toMatch(/^evaluate\t/m)
    expect(await suggested('evaluate', '--max-o')).toMatch(/^--max-output-tokens\t/m)
    expect(await suggested('evaluate', '--task', '')).toMatch(/^translation/m)
  },
)

test('help fits a terminal of 80 characters', async () => {
  await using machine = await createMachine()
  const { stdout } = await machine.assay(['evaluate', '--help'], { environment: { COLUMNS: '80' } })
  const [options = ''] = stdout.split('Examples:')
  expect(options.split('\n').filter((line) => line.length > 80)).toEqual([])
})
