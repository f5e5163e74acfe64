import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../../testing/src/index.ts'
import { createMachine, type Machine } from './assay.ts'

const rows = Array.from({ length: 40 }, (_, at) => {
  const words = Array.from({ length: 8 }, (_, word) => `w${at}x${word}`)
  const isHard = at % 4 === 0
  const part = (count: number) => words.slice(0, count + (at % 2)).join(' ')
  return [words.join(' '), isHard ? 'forum' : 'news', part(isHard ? 7 : 1), part(isHard ? 2 : 7)].join(',')
})

let platform: Platform
let machine: Machine
let runs: string[] = []

beforeAll(async () => {
  platform = await startPlatform()
  machine = await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key })
  await writeFile(join(machine.folder, 'data.csv'), ['ground_truth,source,old,new', ...rows].join('\n'))
  const assay = platform.client
  const { id: dataset_id } = await assay.datasets.upload(join(machine.folder, 'data.csv'))
  const { id } = await assay.experiments.create({ name: 'data', dataset_id, task: { type: 'summarization' } })
  const models = ['old', 'new'].map((column) => ({ provider: 'dataset', column }) as const)
  const started = await assay.experiments.evaluate(id, { models, metrics: ['rouge'] })
  for (const run of started) await assay.runs.wait(run.id, { throwOnFailure: true })
  runs = started.map((run) => run.id)
}, 60_000)
afterAll(async () => {
  await machine[Symbol.asyncDispose]()
  await platform[Symbol.asyncDispose]()
})

test('runs are compared slice by slice, with a warning where the trusted one loses', async () => {
  const { exitCode, stdout, stderr } = await machine.assay(['compare', ...runs, '--slice', 'source', '--pairs'])
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^source +Examples +Run +rougeL/)
  expect(stdout).toMatch(/^forum +10 +old/m)
  expect(stdout).toMatch(/^new is to be trusted over all examples, but where source is "forum", old beats it/m)
  expect(stdout).toMatch(/^Run +Against +Difference/m)
  expect(stdout).toMatch(/^Trust new: on ROUGE-L it beats old/m)
})

test('score, margins, level and method are part of the question; --json is the comparison with its slices', async () => {
  const question = ['--metric', 'rouge1', '--margin', 'rouge1=0.9', '--margin', 'rougeL=0.01', '--level', '0.9']
  const args = ['compare', ...runs, ...question, '--method', 'resampled', '--slice', 'source', '--json']
  const compared = JSON.parse((await machine.assay(args)).stdout)
  expect(compared).toMatchObject({
    state: 'ready',
    primary_metric: 'rouge1',
    margins: { rouge1: 0.9, rougeL: 0.01 },
    level: 0.9,
    method: 'resampled',
    verdict: { outcome: 'equivalent' },
    slices: [{ column: 'source', metric: 'rouge1' }],
  })
  const shown = await machine.assay(['comparisons', 'get', compared.id, '--json'])
  expect(JSON.parse(shown.stdout)).toMatchObject({ id: compared.id, verdict: compared.verdict })
})

test('comparisons are listed with their verdicts, those in another state left out', async () => {
  const compared = JSON.parse((await machine.assay(['compare', ...runs, '--json'])).stdout)
  const { stdout } = await machine.assay(['comparisons', 'list', '--state', 'ready', '--dataset', compared.dataset_id])
  expect(stdout).toMatch(new RegExp(`^${compared.id} +rougeL +2 .*Trust new`, 'm'))
  const listed = await machine.assay(['comparisons', 'list', '--limit', '1', '--json'])
  expect(JSON.parse(listed.stdout)).toMatchObject([{ state: 'ready', primary_metric: expect.any(String) }])
  expect((await machine.assay(['comparisons', 'list', '--state', 'failed'])).stderr).toBe('There are none.\n')
})

test('examples stand side by side, what changed marked', async () => {
  const { id } = JSON.parse((await machine.assay(['compare', ...runs, '--json'])).stdout)
  const args = ['comparisons', 'examples', id, '--show', 'regressions', '--order', 'difference', '--limit', '3']
  const { exitCode, stdout, stderr } = await machine.assay(args)
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^Example \d+ +0\.\d{3} → 0\.\d{3} \(−0\.\d{3}\)$/m)
  expect(stdout).toMatch(/^Changes +w\d+x0 w\d+x1.*\[-.+-\]$/m)
  expect(stdout).toMatch(/^new against old on rougeL: 10 examples match, 3 shown\.\n\nExample/)
  const [, cursor = ''] = /^More follow: --cursor (\S+)\n$/.exec(stderr) ?? []
  const rest = await machine.assay([...args.slice(0, -1), '10', '--cursor', cursor])
  expect([rest.stdout, rest.stderr]).toEqual([expect.stringContaining('10 examples match, 7 shown.'), ''])
  const items: { winner: string }[] = JSON.parse((await machine.assay([...args, '--json'])).stdout)
  expect(items.map(({ winner }) => winner)).toEqual(['baseline', 'baseline', 'baseline'])
  expect((await machine.assay(['comparisons', 'examples', id, '--text', 'nowhere'])).stderr).toBe('There are none.\n')
})

test('a comparison is saved, never over a file that is there, and its bundle verified', async () => {
  const { id } = JSON.parse((await machine.assay(['compare', ...runs, '--json'])).stdout)
  const save = (format: string, ...args: string[]) =>
    machine.assay(['comparisons', 'export', id, '--format', format, ...args])
  expect((await save('md', '-o', '-')).stdout).toMatch(/^\| Run \| ROUGE-L ↑ .*\n.*\n\| old \(baseline\) \| 0\.\d{3} /)
  expect(await save('html', '--output', 'report.html')).toMatchObject({ exitCode: 0, stderr: '' })
  expect(await readFile(join(machine.folder, 'report.html'), 'utf8')).toContain('<h2 id="verdict">Trust new</h2>')
  expect((await save('html', '--output', 'report.html')).exitCode).toBe(1)
  expect((await save('bundle', '-o', 'b.zip')).exitCode).toBe(0)
  const verified = await machine.assay(['comparisons', 'verify', 'b.zip', '--json'])
  expect(verified.exitCode).toBe(0)
  expect(JSON.parse(verified.stdout)).toMatchObject({ is_same: true, comparison_id: id })
  expect((await machine.assay(['comparisons', 'verify', 'b.zip'])).stdout).toMatch(/all the same to the last digit/)
  expect((await machine.assay(['comparisons', 'verify', 'report.html'])).stderr).toMatch(/bundle cannot be used/)
})

test('an experiment is saved as one file, of which another one is made', async () => {
  expect((await machine.assay(['experiments', 'export', 'data', '-o', 'e.zip'])).exitCode).toBe(0)
  const { stdout } = await machine.assay(['experiments', 'import', 'e.zip', '--name', 'copy'])
  expect(stdout).toMatch(/^name +copy$/m)
  expect(stdout).toMatch(/^dataset +\S+, which was here already$/m)
  const copied = JSON.parse((await machine.assay(['experiments', 'compare', 'copy', '--json'])).stdout)
  expect(copied).toMatchObject({ state: 'ready', verdict: { sentence: expect.stringMatching(/^Trust new/) } })
  const refused = await machine.assay(['experiments', 'mlflow', 'copy', 'http://127.0.0.1:9'])
  expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('MLflow server could not be reached') })
}, 30_000)

test.each([
  ['a format that there is not', ['comparisons', 'export', 'a', '--format', 'docx'], 2],
  ['one run alone', ['compare', '01890000-0000-7000-8000-000000000000'], 2],
  ['a margin that is none', ['compare', 'a', 'b', '--margin', 'rougeL'], 2],
  ['a score that is no number', ['comparisons', 'examples', 'a', '--min-score', 'abc'], 2],
  ['a method that is none', ['compare', 'a', 'b', '--method', 'guess'], 2],
])('%s is wrong usage', async (_name, args, code) => {
  expect((await machine.assay(args)).exitCode).toBe(code)
})

test('a run of nobody, and a column of none, are said', async () => {
  const nobodys = '01890000-0000-7000-8000-000000000000'
  const unknown = await machine.assay(['compare', runs[0] ?? '', nobodys])
  expect([unknown.exitCode, unknown.stderr]).toEqual([1, 'There is no such run, or it is not yours. Check the id.\n'])
  const column = await machine.assay(['compare', ...runs, '--slice', 'sauce'])
  expect(column.stderr).toContain('The dataset has no column "sauce"')
})

test('names of runs go with an experiment; without one it is said that ids are needed', async () => {
  const named = await machine.assay(['compare', 'old', 'new'])
  expect(named).toMatchObject({ exitCode: 2, stdout: '' })
  expect(named.stderr).toMatch(/^"old" is not the id of a run\. .*assay experiments compare <experiment-id> --runs/)
  expect((await machine.assay(['compare', 'simpson'])).stderr).toBe(named.stderr.replace('"old"', '"simpson"'))
  const { experiment_id } = await platform.client.runs.get(runs[0] ?? '')
  const { name } = await platform.client.experiments.get(experiment_id ?? '')
  const shown = await machine.assay(['experiments', 'get', name])
  expect(shown.stdout).toMatch(new RegExp(`^id +${experiment_id}$`, 'm'))
  const args = ['experiments', 'compare', experiment_id ?? '', '--runs', 'new,old', '--json']
  expect(JSON.parse((await machine.assay(args)).stdout)).toMatchObject({ run_ids: runs.toReversed() })
})
