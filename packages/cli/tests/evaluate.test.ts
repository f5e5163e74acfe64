import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startPlatform } from '../../testing/src/index.ts'
import { createMachine } from './assay.ts'

const articles = Array.from({ length: 12 }, (_, at) => {
  const text = `The ${at}th harbour opened today. Boats from ${at} towns came. Nobody had expected so many of them.`
  return `"${text}","Boats from ${at} towns came to the new harbour."`
})
const csv = ['examples,ground_truth', ...articles].join('\n')

async function openLab(options?: Parameters<typeof startPlatform>[0]) {
  await using stack = new AsyncDisposableStack()
  const platform = stack.use(await startPlatform(options))
  const machine = stack.use(await createMachine({ ASSAY_URL: platform.url, ASSAY_API_KEY: platform.user.key }))
  await writeFile(join(machine.folder, 'news.csv'), csv)
  const whole = stack.move()
  return { platform, machine, assay: machine.assay, [Symbol.asyncDispose]: () => whole.disposeAsync() }
}

/** A model server that answers every question in the same way, or not at all. */
async function openEndpoint(answer?: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${address instanceof Object ? address.port : 0}/v1`,
    [Symbol.asyncDispose]: async () => server.close().closeAllConnections(),
  }
}

test('a file is evaluated to a table and a verdict, with progress in plain lines beside it', async () => {
  await using lab = await openLab()
  const { exitCode, stdout, stderr } = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1,lead-3'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^Score +Run +Mean/)
  expect(stdout).toMatch(/rougeL +lead-1 +0\.\d{3}/)
  expect(stdout).toMatch(/^(Trust|Undecided|Take either)/m)
  expect(stderr).toMatch(/^news\.csv: uploaded/m)
  expect(stderr).toMatch(/^lead-1: succeeded$/m)
  expect(`${stdout}${stderr}`).not.toContain('\u001b')
})

test('with --json stdout is the evaluation alone', async () => {
  await using lab = await openLab()
  const args = ['evaluate', 'news.csv', '--models', 'lead-1', '--models', 'lead-3', '--baseline', 'lead-3', '--json']
  const { exitCode, stdout } = await lab.assay([...args, '--name', 'harbours', '--max-samples', '5'])
  expect(exitCode).toBe(0)
  const { dataset, experiment, runs, comparison } = JSON.parse(stdout)
  expect([dataset.name, dataset.examples, experiment.name]).toEqual(['harbours', 12, 'harbours'])
  expect(comparison).toMatchObject({ examples: 5, baseline_run_id: runs[1].id, state: 'ready' })
})

test('one model alone gets its scores', async () => {
  await using lab = await openLab()
  const { exitCode, stdout } = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1'])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^lead-1 +rougeL ↑ +0\.\d{3}/m)
})

test('a dataset that is there is evaluated by its id', async () => {
  await using lab = await openLab()
  const uploaded = await lab.assay(['datasets', 'upload', '-', '--name', 'news', '--json'], { input: csv })
  const { id } = JSON.parse(uploaded.stdout)
  const { exitCode, stdout } = await lab.assay(['evaluate', id, '--models', 'lead-1,lead-3', '--json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout).dataset.id).toBe(id)
})

test('an experiment that there is gets more runs on its dataset, and all of them are compared', async () => {
  await using lab = await openLab()
  await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--name', 'harbours'])
  const args = ['evaluate', '--experiment', 'harbours', '--models', 'lead-3', '--json']
  const { exitCode, stdout } = await lab.assay(args)
  expect(exitCode).toBe(0)
  const { dataset, experiment, runs, comparison } = JSON.parse(stdout)
  expect([dataset.name, dataset.version, experiment.name, runs.length]).toEqual(['harbours', 1, 'harbours', 1])
  expect(comparison.runs.map(({ name }: { name: string }) => name)).toEqual(['lead-1', 'lead-3'])
  const settled = await lab.assay(['evaluate', '--experiment', 'harbours', '--primary-metric', 'rouge1'])
  expect([settled.exitCode, settled.stderr]).toEqual([2, expect.stringContaining('--primary-metric is settled by')])
})

test('a dataset is evaluated by its name, and what is neither a file nor a dataset is told as such', async () => {
  await using lab = await openLab()
  await lab.assay(['datasets', 'upload', '-', '--name', 'news', '--json'], { input: csv })
  const named = await lab.assay(['evaluate', 'news', '--models', 'lead-1', '--json'])
  expect(JSON.parse(named.stdout).dataset).toMatchObject({ name: 'news', version: 1 })
  const unknown = await lab.assay(['evaluate', 'olds', '--models', 'lead-1'])
  expect([unknown.exitCode, unknown.stderr]).toEqual([1, 'There is no file and no dataset olds.\n'])
})

test('a run that fails exits with 3, and says why', async () => {
  await using lab = await openLab()
  await using endpoint = await openEndpoint((_request, response) => response.writeHead(401).end())
  const models = `lead-1,nobody@${endpoint.url}`
  const { exitCode, stdout, stderr } = await lab.assay([
    'evaluate',
    'news.csv',
    '--models',
    models,
    '--max-samples',
    '2',
  ])
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/^nobody failed: /m)
  expect(stdout).toMatch(/^lead-1 +rougeL ↑/m)
})

test('an unknown model is refused with the nearest names, and leaves nothing behind', async () => {
  await using lab = await openLab()
  const { exitCode, stdout, stderr } = await lab.assay(['evaluate', 'news.csv', '--models', 'lead3', '--json'])
  expect([exitCode, stdout]).toEqual([1, ''])
  const { client } = lab.platform
  expect([(await client.datasets.list()).items, (await client.experiments.list()).items]).toEqual([[], []])
  expect(JSON.parse(stderr).message).toContain(
    'There is no model "lead3" in the catalogue. Did you mean "lead-1" or "lead-3"?',
  )
})

test('columns of predictions are compared with each other, and with models', async () => {
  await using lab = await openLab()
  const rows = Array.from({ length: 12 }, (_, at) => `Boats came to harbour ${at},Boats came,Harbour ${at}`)
  await writeFile(join(lab.machine.folder, 'labels.csv'), ['ground_truth,first,second', ...rows].join('\n'))
  const args = ['evaluate', 'labels.csv', '--prediction-column', 'first,second', '--metrics', 'rouge,accuracy']
  const alone = await lab.assay([...args, '--baseline', 'second'])
  expect([alone.exitCode, alone.stdout]).toEqual([0, expect.stringMatching(/^accuracy +second +0/m)])
  const both = JSON.parse(
    (await lab.assay([...args, '--models', 'lead-1', '--input-column', 'first', '--json'])).stdout,
  )
  expect(both.runs.map(({ name }: { name: string }) => name)).toEqual(['lead-1', 'first', 'second'])
  expect((await lab.assay([...args, '--baseline', 'third'])).exitCode).toBe(2)
})

test('an unknown metric is refused before anything is uploaded', async () => {
  await using lab = await openLab()
  const refused = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--metrics', 'rouge,acuracy'])
  expect([refused.exitCode, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toMatch(/^There is no metric "acuracy"\. Did you mean "accuracy"/)
  const missing = await lab.assay(['evaluate', 'news.csv', '--models', 'lead-1', '--metrics', 'comet'])
  expect(missing.stderr).toMatch(/^The metric "comet" .*local-models\.md/)
})

test('Ctrl-C leaves the run going, and says how to watch it', async () => {
  await using lab = await openLab()
  await using endpoint = await openEndpoint()
  let isKilled = false
  const { exitCode, stdout, stderr } = await lab.assay(['evaluate', 'news.csv', '--models', `slow@${endpoint.url}`], {
    onError: (said, kill) => {
      if (!isKilled && said.includes('slow: inference')) isKilled = kill('SIGINT')
    },
  })
  expect([exitCode, stdout]).toEqual([130, ''])
  const [, id = ''] = /assay runs watch (\S+)/.exec(stderr) ?? []
  expect((await lab.assay(['runs', 'get', id])).stdout).toMatch(/^\S+ +inference +running +0 +12 +examples$/m)
  expect((await lab.platform.client.runs.get(id)).state).toBe('running')
  await lab.assay(['runs', 'stop', id])
  const watched = await lab.assay(['runs', 'watch', id, '--json'])
  expect(watched.exitCode).toBe(3)
  const types = watched.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).type)
  expect([types[0], types.at(-1)]).toEqual(['run.created', 'run.stopped'])
})

test('a run alone shows its scores in the order of their metrics, those over all examples first, details when asked', async () => {
  await using lab = await openLab()
  const asked = ['evaluate', 'news.csv', '--models', 'lead-1', '--metrics', 'wer,bleu,rouge']
  const evaluated = await lab.assay(asked)
  const { items } = await lab.platform.client.runs.list({})
  const got = await lab.assay(['runs', 'get', items[0]?.id ?? ''])
  for (const { stdout } of [evaluated, got]) {
    expect(stdout).toMatch(/^Run +Score +Value +95 % interval +Examples$/m)
    const names = [...stdout.matchAll(/^(?:lead-1)? +(\S+(?:, mean)? [↑↓↔]) /gm)].map(([, name]) => name)
    expect(names).toEqual([
      'rougeL ↑',
      'rouge1 ↑',
      'rouge2 ↑',
      'rougeLsum ↑',
      'corpus_bleu ↑',
      'bleu, mean ↑',
      'corpus_wer ↓',
      'wer, mean ↓',
    ])
    expect(stdout).toMatch(/corpus_bleu ↑ +[0-9.]+ +– +12$/m)
  }
  const { stdout } = await lab.assay([...asked, '--details'])
  expect(stdout.split('\n').length).toBeGreaterThan(evaluated.stdout.split('\n').length)
})

test('what is there can be listed, read, compared and deleted', async () => {
  await using lab = await openLab()
  const json = async (...args: string[]) => JSON.parse((await lab.assay([...args, '--json'])).stdout)
  const { dataset, experiment, runs } = await json('evaluate', 'news.csv', '--models', 'lead-1,lead-3')
  expect(await json('datasets', 'list')).toMatchObject([{ id: dataset.id }])
  expect(await json('datasets', 'rows', dataset.id, '--limit', '2', '--columns', 'ground_truth')).toHaveLength(2)
  expect(await json('experiments', 'list')).toMatchObject([{ id: experiment.id }])
  expect(await json('runs', 'list', '--experiment', experiment.id, '--limit', '1')).toHaveLength(1)
  expect(await json('runs', 'examples', runs[0].id, '--limit', '3')).toHaveLength(3)
  const compared = await json('experiments', 'compare', experiment.id, '--baseline', 'lead-3', '--level', '0.9')
  expect(compared).toMatchObject({ baseline_run_id: runs[1].id, level: 0.9 })
  const jobs: { id: string; outputs: string[] }[] = await json('jobs', 'list', '--run', runs[0].id)
  const [job] = jobs.filter(({ outputs }) => outputs.length > 0)
  const saved = await json('jobs', 'output', job?.id ?? '', job?.outputs[0] ?? '')
  expect((await stat(saved.path)).size).toBe(saved.size_bytes)
  expect((await lab.assay(['datasets', 'delete', dataset.id])).stderr).toContain('Experiments use this dataset')
  await json('experiments', 'delete', experiment.id)
  expect(await json('datasets', 'delete', dataset.id)).toEqual({ deleted: dataset.id })
})

test('a download keeps a file that is there', async () => {
  await using lab = await openLab()
  const { id } = JSON.parse((await lab.assay(['datasets', 'upload', 'news.csv', '--json'])).stdout)
  const refused = await lab.assay(['datasets', 'download', id])
  expect(refused.exitCode).toBe(1)
  expect(refused.stderr).toContain('is there already')
  expect((await lab.assay(['datasets', 'download', id, '-o', '-'])).stdout).toBe(csv)
  expect((await lab.assay(['datasets', 'download', id, '--parquet'])).exitCode).toBe(0)
  expect(await readdir(lab.machine.folder)).toContain('news.parquet')
})

test('a dataset is made of an address, and of files that the server has', async () => {
  await using lab = await openLab()
  await using origin = await openEndpoint((_, response) => response.end(csv))
  const fetched = await lab.assay(['datasets', 'create', origin.url.replace(/v1$/, 'fetched.csv'), '--json'])
  expect(JSON.parse(fetched.stdout)).toMatchObject({ name: 'fetched', state: 'ready', is_new: true })
  const made = await lab.assay(['datasets', 'create', '--from', 'data/datasets', '--name', 'set', '--json'])
  const { id } = JSON.parse(made.stdout)
  const files = JSON.parse((await lab.assay(['datasets', 'files', id, '--json'])).stdout)
  expect(files).toMatchObject([{ path: 'fetched/1/fetched.csv' }])
  const saved = await lab.assay(['datasets', 'download', id, '--file', 'fetched/1/fetched.csv', '-o', '-'])
  expect(saved.stdout).toBe(csv)
  const zipped = JSON.parse((await lab.assay(['datasets', 'download', id, '--json'])).stdout)
  expect(zipped).toEqual({ path: expect.stringMatching(/set\.zip$/), size_bytes: expect.any(Number) })
  expect((await readFile(zipped.path)).subarray(0, 2).toString()).toBe('PK')
  expect((await lab.assay(['datasets', 'create'])).stderr).toContain('Name a file, or --from files')
})
