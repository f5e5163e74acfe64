import type { Experiment, ReadyComparison, RunCreateParams, RunDetail } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertEntrypoints, type Platform, startPlatform } from '../src/index.ts'

const files = Array.from({ length: 40 }, (_, at) => {
  const folder = at % 2 === 0 ? 'day' : 'night'
  return `${folder}/${String(at).padStart(2, '0')}.txt`
}).toSorted()

/** Whether each version finds what is in a file; the second is better by night. */
const hits = {
  old: files.map((_, at) => (at % 3 === 0 ? 1 : 0)),
  new: files.map((path, at) => (at % 3 === 0 || path.startsWith('night') ? 1 : 0)),
} as const

let platform: Platform
let experiment: Experiment

const score = {
  application: 'finder',
  entrypoint: 'score',
  shell: 'cp "$INPUT_DIR/$variant.csv" "$OUTPUT_DIR/scores.csv"',
  parameters: { variant: { type: 'string' } },
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as in a catalogue
  inputs: { table: { from: 'data/scores/${variant}.csv', mount: '.' } },
  scores: { hit: { title: 'Hits', direction: 'higher', min: 0, max: 1, unit: 'fraction', margin: 0.01 } },
} as const

beforeAll(async () => {
  platform = await startPlatform()
  await insertEntrypoints(platform, [
    score,
    { application: 'finder', entrypoint: 'plain', shell: 'true' },
    { ...score, application: 'finder', entrypoint: 'lower', scores: { hit: { direction: 'lower' } } },
  ])
  const { client } = platform
  await Promise.all(files.map((path) => client.files.upload(new Blob([path]), `data/found/${path}`)))
  const dataset = await client.datasets.createFromFiles('data/found', { name: 'found' })
  const task = { type: 'text-generation' } as const
  experiment = await client.experiments.create({ name: 'finders', dataset_id: dataset.id, task })
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

type Row = readonly [path: string, hit: number | string]

async function keepScores(variant: string, rows: readonly Row[]): Promise<void> {
  const table = ['path,hit,note', ...rows.map(([path, hit]) => `${path},${hit},seen`)].join('\n')
  await platform.client.files.upload(new Blob([`${table}\n`]), `data/scores/${variant}.csv`)
}

const rowsOf = (values: readonly number[]) => values.map((hit, at): Row => [files[at] ?? '', hit])

async function run(variant: string, more: Partial<RunCreateParams> = {}): Promise<RunDetail> {
  const { client } = platform
  const [application, entrypoints, parameters] = ['finder/1', ['score'], { variant }]
  const created = await client.runs.create({
    ...{ application, entrypoints, parameters, name: variant, experiment_id: experiment.id },
    ...more,
  })
  return client.runs.wait(created.id)
}

async function scored(variant: string, rows: readonly Row[]): Promise<RunDetail> {
  await keepScores(variant, rows)
  const ended = await run(variant)
  expect(ended.error).toBeNull()
  return ended
}

async function refusal(variant: string, rows: readonly Row[]): Promise<string | undefined> {
  await keepScores(variant, rows)
  return (await run(variant)).error?.message
}

function resultOf({ jobs }: RunDetail) {
  return jobs.flatMap((job) => (job.kind === 'evaluation' ? [job.result] : []))[0]
}

/** What of a comparison does not name its runs. */
function numbersOf({ metrics, examples, verdict }: ReadyComparison) {
  const [metric] = metrics
  const differences = metric?.differences.map(({ run_id: _, baseline_run_id: __, ...rest }) => rest)
  const estimates = metric?.runs.map(({ run_id: _, ...rest }) => rest)
  return { examples, differences, estimates, outcome: verdict.outcome, p: verdict.p_value }
}

describe('scores that an application gives files', () => {
  it('compare two versions with the numbers that the same scores of a metric give', async () => {
    const [before, after] = [await scored('old', rowsOf(hits.old)), await scored('new', rowsOf(hits.new))]
    expect(after).toMatchObject({
      state: 'succeeded',
      experiment_id: experiment.id,
      model: { provider: 'application', model: 'finder/1/score', parameters: { variant: 'new' } },
      metrics: ['hit'],
    })
    expect(resultOf(after)).toMatchObject({ examples: 40, failed: 0, metrics: { hit: 'finder/1/score' } })
    const { client } = platform
    const comparison = await client.experiments.compare(experiment.id, { run_ids: [before.id, after.id] })
    expect(comparison.verdict).toMatchObject({ outcome: 'better', metric: 'hit', trusted_run_id: after.id })
    expect(comparison.verdict.sentence).toMatch(/^Trust new: on Hits it beats old by 0\.\d+ /)

    const cell = (hit: number | undefined) => (hit === 1 ? 'yes' : 'no')
    const table = files.map((_, at) => `x,yes,${cell(hits.old[at])},${cell(hits.new[at])}`)
    const csv = ['examples,ground_truth,old,new', ...table].join('\n')
    const { id: dataset_id } = await client.datasets.upload(new Blob([csv]), { filename: 'native.csv' })
    const native = await client.experiments.create({ name: 'native', dataset_id, task: experiment.task })
    const models = ['old', 'new'].map((column) => ({ provider: 'dataset' as const, column }))
    const runs = await client.experiments.evaluate(native.id, { models, metrics: ['exact_match'] })
    for (const { id } of runs) await client.runs.wait(id, { throwOnFailure: true })
    const same = await client.experiments.compare(native.id, { margins: { exact_match: 0.01 } })
    expect(numbersOf(comparison)).toEqual(numbersOf(same))

    const slices = await client.comparisons.slices(comparison.id, { column: 'folder' })
    expect(slices.slices.map(({ value, examples }) => [value, examples])).toEqual([
      ['day', 20],
      ['night', 20],
    ])
    const worst = await client.comparisons.examples(comparison.id, { show: 'improvements', limit: 1 })
    expect(worst.items[0]).toMatchObject({ input: expect.stringMatching(/^night\//), run: { score: 1 } })
  }, 60_000)

  it('are exported with the comparison, which can be verified', async () => {
    const { client } = platform
    const comparison = await client.experiments.compare(experiment.id)
    const page = await (await client.comparisons.export(comparison.id, 'html')).text()
    expect(page).toContain('Hits')
    expect(page).toContain('finder/1/score')
    const bundle = await client.comparisons.export(comparison.id, 'bundle')
    const verified = await client.comparisons.verify(new Blob([await bundle.bytes()]), { filename: 'bundle.zip' })
    expect(verified).toMatchObject({ is_same: true, first_difference: null })
  }, 60_000)

  it('are the same in whatever order they come', async () => {
    const shuffled = rowsOf(hits.new).toSorted(([one], [other]) => (one.slice(-5) < other.slice(-5) ? 1 : -1))
    const [first, second] = [await scored('new', rowsOf(hits.new)), await scored('shuffled', shuffled)]
    expect(resultOf(second)).toEqual(resultOf(first))
    const { metrics } = await platform.client.comparisons.create({ run_ids: [first.id, second.id] })
    expect(metrics[0]?.differences[0]).toMatchObject({ difference: { estimate: 0 } })
  }, 60_000)

  it('are missing where there is no row or no value, and never 0', async () => {
    const ended = await scored('gaps', [...rowsOf(hits.old.map(() => 1)).slice(2), [files[1] ?? '', 'NaN']])
    const result = resultOf(ended)
    expect(result).toMatchObject({
      ...{ examples: 39, failed: 1, scores: { hit: { estimate: 1, n: 38 } } },
      failures: [{ reason: 'scores.csv has no row for it.', examples: 1 }],
      unscored: [{ score: 'hit', reason: 'scores.csv has no value for it.', examples: 1 }],
    })
    const failed = await platform.client.runs.examples(ended.id, { only_failed: true })
    expect(failed.items).toMatchObject([
      { input: files[0], error: 'scores.csv has no row for it.', scores: { hit: null } },
    ])
  }, 60_000)

  it('are refused with line and file where they are of an unknown file, twice, or no number', async () => {
    const rows = rowsOf(hits.old)
    expect(await refusal('unknown', [...rows, ['day/00.tif', 1]])).toBe(
      'The scores in scores.csv cannot be used: line 42: "day/00.tif" is no file of the dataset. Did you mean ' +
        '"day/00.txt"?',
    )
    expect(await refusal('twice', [...rows, ['./day/00.txt', 1]])).toBe(
      'The scores in scores.csv cannot be used: line 42: "day/00.txt" is there twice, first in line 2.',
    )
    expect(await refusal('words', [['day/00.txt', 'good'], ...rows.slice(1)])).toBe(
      'The scores in scores.csv cannot be used: line 2: "hit" of "day/00.txt" is "good", which is no number.',
    )
    expect(await refusal('beyond', [['day/00.txt', 7], ...rows.slice(1)])).toBe(
      'The scores in scores.csv cannot be used: line 2: "hit" of "day/00.txt" is "7", beyond the 0 to 1 that it is ' +
        'declared to have.',
    )
  }, 60_000)

  it('are reused with the job that gave them, and explained', async () => {
    await keepScores('again', rowsOf(hits.old))
    await run('again')
    const again = await run('again')
    expect(again.jobs.map(({ name, reused_from }) => [name, reused_from !== null])).toEqual([
      ['score', true],
      ['evaluation', true],
    ])
    await keepScores('again', rowsOf(hits.new))
    const changed = await run('again')
    const causes: [string, string][] = []
    for await (const { name, cause } of platform.client.runs.explain(changed.id)) causes.push([name, cause])
    expect(causes).toEqual([
      ['score', 'changed'],
      ['evaluation', 'upstream'],
    ])
    expect(resultOf(changed)).toMatchObject({ scores: { hit: { estimate: 27 / 40 } } })
  }, 60_000)

  it('stay with a run that is retried', async () => {
    const { client } = platform
    await keepScores('late', [['nowhere', 1]])
    const failed = await run('late')
    expect(failed.error?.code).toBe('SCORES_INVALID')
    const retried = await client.runs.wait((await client.runs.retry(failed.id)).id)
    expect(retried).toMatchObject({ state: 'failed', experiment_id: experiment.id, metrics: ['hit'] })
  }, 60_000)

  it('need a job that declares them, and a dataset of files', async () => {
    await expect(run('old', { entrypoints: ['plain'], parameters: {} })).rejects.toThrow(/no job of this run declares/)
    await expect(run('old', { scores: { job: 'plain' } })).rejects.toThrow(/"plain" is none of its jobs.*score/)
    const { client } = platform
    const table = await client.datasets.upload(new Blob(['a\n1\n']), { filename: 'table.csv' })
    const { id: experiment_id } = await client.experiments.create({
      ...{ name: 'of a table', dataset_id: table.id, task: experiment.task },
    })
    await expect(run('old', { experiment_id })).rejects.toThrow(/is on a table/)
    await expect(client.experiments.evaluate(experiment.id, { metrics: ['rouge'] })).rejects.toMatchObject({
      code: 'DATASET_NOT_A_TABLE',
    })
  }, 60_000)

  it('are not compared with scores that are read in another way', async () => {
    const [one, other] = [await run('old'), await run('old', { entrypoints: ['lower'], name: 'lower' })]
    const compared = platform.client.comparisons.create({ run_ids: [one.id, other.id], primary_metric: 'hit' })
    await expect(compared).rejects.toMatchObject({ code: 'METRIC_UNKNOWN' })
  }, 60_000)
})
