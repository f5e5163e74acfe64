import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newsCsv, startModelEndpoint, startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

async function openLab(count = 12) {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform())
  const machine = stack.use(await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }))
  await writeFile(join(machine.folder, 'news.csv'), newsCsv(count))
  const whole = stack.move()
  return { platform, machine, assay: machine.assay, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

const columns = ['--reference-column', 'ground_truth', '--metrics', 'exact_match']

test('prompt, temperature, limits, price, revision and the share that may fail are options', async () => {
  await using lab = await openLab()
  await using endpoint = await startModelEndpoint(({ prompt }, response) => {
    if (prompt.includes('number 3 ')) return void response.writeHead(400).end('{"error":{"message":"No."}}')
    return `Said: ${prompt.slice(0, 9)}`
  })
  await writeFile(join(lab.machine.folder, 'prompt.txt'), 'Shorten: {input}')
  const settings = ['--prompt', '@prompt.txt', '--temperature', '0.3', '--max-output-tokens', '64', '--timeout', '5s']
  const more = ['--price', '1/2', '--revision', 'b', '--max-failed-ratio', '0.5', '--system-prompt', 'Be brief.']
  const further = ['--reasoning', 'keep', '--cut-off', 'fail', '--outage', '20s', '--parameters', '{"stop":["."]}']
  const asked = [
    'evaluate',
    'news.csv',
    '--models',
    `m@${endpoint.base_url}`,
    ...settings,
    ...more,
    ...further,
    ...columns,
  ]
  const { exitCode, stdout, stderr } = await lab.assay(asked)
  expect([exitCode, stderr]).toEqual([0, expect.stringContaining('The task is taken to be text-generation')])
  expect(endpoint.prompts[0]).toMatch(/^Shorten: /)
  const [run] = (await lab.platform.client.runs.list()).items
  expect(run?.model).toMatchObject({
    prompt: 'Shorten: {input}',
    system_prompt: 'Be brief.',
    temperature: 0.3,
    max_output_tokens: 64,
    timeout_seconds: 5,
    price: { input_per_million: 1, output_per_million: 2 },
    revision: 'b',
    reasoning: 'keep',
    cut_off: 'fail',
    outage_seconds: 20,
    parameters: { stop: ['.'] },
  })
  expect(stdout).toMatch(/^m has no prediction for 1 example: .*No\./m)
  expect(stderr).toContain(`assay runs examples ${run?.id} --failed`)
  expect(stderr).toMatch(/^m: 12 of 12 examples$/m)
  expect((await lab.assay(['runs', 'get', run?.id ?? ''])).stdout).toMatch(/^m has no prediction for 1 example: /m)
})

test('a run that failed shows on which examples and why, in the words of the command line', async () => {
  await using lab = await openLab()
  await using endpoint = await startModelEndpoint((_seen, response) => {
    return void response.writeHead(400).end('{"error":{"message":"Never."}}')
  })
  const { exitCode, stderr } = await lab.assay([
    'evaluate',
    'news.csv',
    '--models',
    `m@${endpoint.base_url}`,
    ...columns,
  ])
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('--max-failed-ratio')])
  const [run] = (await lab.platform.client.runs.list()).items
  const failed = await lab.assay(['runs', 'examples', run?.id ?? '', '--failed', '--json'])
  expect(failed.exitCode).toBe(0)
  const [first] = JSON.parse(failed.stdout)
  expect(first).toMatchObject({ example: 0, prediction: null, error: expect.stringContaining('Never.') })
  expect(first.input).toContain('harbour')
  const shown = await lab.assay(['runs', 'get', run?.id ?? ''])
  expect(shown.stdout).toMatch(/The job inference failed in attempt \d: .*--max-failed-ratio.* In the log it is job /s)
})

test('ends with ids, an address and commands that can be pasted as they stand', async () => {
  await using lab = await openLab()
  const { stdout, stderr } = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1,lead-3'])
  const { client } = lab.platform
  const [comparison] = (await client.comparisons.list()).items
  const [experiment] = (await client.experiments.list()).items
  expect(stdout).toContain(`comparison  ${comparison?.id}`)
  expect(stdout).toContain(`experiment  ${experiment?.id}`)
  expect(stdout).toContain(`${lab.platform.url}/api/v1/comparisons/${comparison?.id}/export?format=html`)
  const commands = [...stderr.matchAll(/^ {2}assay (.+)$/gm)].map(([, command = '']) => command.split(' '))
  expect(commands.length).toBeGreaterThan(1)
  for (const command of commands) expect(await lab.assay(command)).toMatchObject({ exitCode: 0 })
})

test('--fail-if-worse exits with 3 where a run is worse than the baseline, and with --undecided fail where it may be', async () => {
  await using lab = await openLab(40)
  const compared = ['evaluate', 'news.csv', '--models', 'lead-3,random-sentences', '--fail-if-worse']
  const worse = await lab.assay([...compared, '--json'])
  expect(worse.exitCode).toBe(3)
  expect(JSON.parse(worse.stdout).comparison.verdict.outcome).toBe('worse')
  expect(JSON.parse(worse.stderr)).toMatchObject({
    code: 'WORSE',
    exit_code: 3,
    message: expect.stringMatching(/^random-sentences: worse than lead-3/),
  })
  expect((await lab.assay([...compared, '--baseline', 'random-sentences'])).exitCode).toBe(0)
  const alike = ['evaluate', 'news.csv', '--models', 'lead-1,lead-3', '--max-samples', '1']
  expect((await lab.assay([...alike, '--fail-if-worse'])).exitCode).toBe(0)
  const doubted = await lab.assay([...alike, '--undecided', 'fail'])
  expect([doubted.exitCode, doubted.stderr]).toEqual([3, expect.stringContaining('may be worse than lead-1')])
  expect((await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--fail-if-worse'])).exitCode).toBe(2)
})

test.each([80, 40])('nothing is wider than a terminal of %i characters', async (columns) => {
  await using lab = await openLab()
  const environment = { COLUMNS: String(columns) }
  const evaluated = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1,lead-3', '--metrics', 'rouge,bleu'], {
    environment,
  })
  const [run] = (await lab.platform.client.runs.list()).items
  const outcomes = [
    evaluated,
    await lab.assay(['runs', 'list'], { environment }),
    await lab.assay(['runs', 'get', run?.id ?? ''], { environment }),
    await lab.assay(['datasets', 'list'], { environment }),
    await lab.assay(['metrics', 'list'], { environment }),
    await lab.assay(['runs', 'examples', run?.id ?? ''], { environment }),
  ]
  const ofIds = /[0-9a-f]{8}-|https?:|…|\S{30}/
  for (const { stdout, exitCode } of outcomes) {
    expect(exitCode).toBe(0)
    expect(stdout.split('\n').filter((line) => line.length > columns && !ofIds.test(line))).toEqual([])
  }
})

test('of a metric that only its scores name, no others are printed; a format that is none is refused at once', async () => {
  await using lab = await openLab()
  const { stdout } = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--metrics', 'exact_match,rouge1'])
  const names = [...stdout.matchAll(/^(?:lead-1)? +(\S+) [↑↓↔] /gm)].map(([, name]) => name)
  expect(names).toEqual(expect.arrayContaining(['rouge1', 'exact_match']))
  expect(names).not.toContain('rouge2')
  await writeFile(join(lab.machine.folder, 'x1.xlsx'), 'PK')
  const refused = await lab.assay(['evaluate', 'x1.xlsx', '--metrics', 'exact_match'])
  expect([refused.exitCode, refused.stderr]).toEqual([
    1,
    expect.stringContaining('Save the sheet of a workbook as CSV'),
  ])
})

test('runs list tells runs apart by model and experiment, and times have their zone', async () => {
  await using lab = await openLab()
  await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--name', 'harbours'])
  const { stdout } = await lab.assay(['runs', 'list'], { environment: { TZ: 'Asia/Kolkata' } })
  expect(stdout).toMatch(/^\S+ +lead-1 +harbours +succeeded .* \d\d:\d\d:\d\d \+05:30 /m)
})
