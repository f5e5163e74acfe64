import { abandonMessage } from '@assay/core'
import { corpusBleu, pairedComparison } from '@assay/metrics'
import { evaluationResult } from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../src/index.ts'

const columns = ['old', 'new', 'same'] as const

/**
 * 88 easy and 22 hard examples, as in Simpson's reversal: `new` is better over all of them, and worse on the hard ones.
 * One `new` is missing; `same` is `old` again. A model repeats `new`, so that it has nothing where that is missing.
 */
function rows() {
  return Array.from({ length: 110 }, (_, index) => {
    const words = Array.from({ length: 10 }, (_, word) => `w${index}x${word}`)
    const first = (count: number) => words.slice(0, count).join(' ')
    const isHard = index % 5 === 4
    const old = first(isHard ? 9 - (index % 2) : 5 + (index % 2))
    const better = first(isHard ? 4 + (index % 3) : 8 + (index % 3))
    const source = isHard ? 'forum' : index % 2 === 0 ? 'news' : ''
    return { words: words.join(' '), source, old, new: index === 7 ? '' : better, same: old }
  })
}

function csv(): string {
  const lines = rows().map((row, index) =>
    [row.words, row.source, `id-${index}`, index < 60 ? `v${index}` : 'v0', row.old, row.new, row.same].join(','),
  )
  return ['ground_truth,source,key,wide,old,new,same', ...lines].join('\n')
}

const file = new Blob([csv()])
const task = { type: 'summarization' } as const
const roles = { input: 'new' }

let platform: Platform
let experiment_id: string
let dataset_id: string
let [old, better, same] = ['', '', '']

async function evaluate(experiment: string, names: readonly string[]): Promise<string[]> {
  const runs = await platform.client.experiments.evaluate(experiment, {
    models: names.map((column) =>
      column === 'new'
        ? ({ provider: 'baseline', model: 'lead-1' } as const)
        : ({ provider: 'dataset', column } as const),
    ),
    metrics: ['rouge', 'bleu', 'exact_match'],
  })
  for (const run of runs) await platform.client.runs.wait(run.id, { throwOnFailure: true })
  return runs.map(({ id }) => id)
}

beforeAll(async () => {
  platform = await startPlatform()
  const assay = platform.client
  dataset_id = (await assay.datasets.upload(file, { filename: 'simpson.csv' })).id
  experiment_id = (await assay.experiments.create({ name: 'simpson', dataset_id, task, columns: roles })).id
  ;[old = '', better = '', same = ''] = await evaluate(experiment_id, columns)
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

const compare = () => platform.client.comparisons.create({ run_ids: [old, better, same] })

describe('a comparison', () => {
  it('sets every run against every other, with a verdict for each score', async () => {
    const { metrics, examples, left_out, verdict, runs } = await compare()
    expect([examples, left_out]).toEqual([109, 1])
    expect(runs[1]).toMatchObject({ failed: 1, not_scored: 0, not_sampled: 0, experiment_id })
    const [primary] = metrics
    expect(primary).toMatchObject({ metric: 'rougeL', examples: 109, unit: 'fraction' })
    expect(primary?.differences.map((pair) => [pair.baseline_run_id, pair.run_id, pair.outcome])).toEqual([
      [old, better, 'better'],
      [old, same, 'undecided'],
      [better, same, 'worse'],
    ])
    expect(primary?.verdict).toEqual({ ...verdict, sentence: verdict.sentence })
    expect(verdict).toMatchObject({ outcome: 'better', run_id: better, trusted_run_id: better, on_par_run_ids: [] })
    expect(verdict.sentence).toMatch(/^Trust lead-1: on ROUGE-L it beats old by .* 1 example is left out/)
    expect(metrics.find(({ metric }) => metric === 'exact_match')?.verdict.sentence).toMatch(/exact match/i)
  })

  it('compares scores over all examples at once on the shared ones, with intervals, p-values and a verdict', async () => {
    const { corpus } = await compare()
    const bleu = corpus.find(({ metric }) => metric === 'bleu')
    expect(bleu).toMatchObject({ reason: null, unit: 'percent', margin: 0.5, examples: 109 })
    expect(bleu?.runs.map(({ run_id }) => run_id)).toEqual([old, better, same])
    const texts = rows().filter((_, index) => index !== 7)
    const references = [texts.map(({ words }) => words)]
    for (const [at, column] of columns.entries()) {
      const { score } = corpusBleu(
        texts.map((row) => row[column]),
        references,
      )
      const { estimate, low, high } = bleu?.runs[at] ?? {}
      expect(estimate).toBeCloseTo(score, 9)
      expect([low, high]).toEqual([expect.toSatisfy((end) => end < score), expect.toSatisfy((end) => end > score)])
    }
    expect(bleu?.differences.map(({ outcome, test, ties }) => [outcome, test, ties])).toEqual([
      ['better', 'jackknife_gaffke', 0],
      ['undecided', 'jackknife_gaffke', 109],
      ['worse', 'jackknife_gaffke', 0],
    ])
    expect(bleu?.verdict?.sentence).toMatch(/^Trust lead-1: on corpus BLEU it beats old by [0-9.]+ \(95 % interval/)
  })

  it('has a verdict about the corpus score where that is asked for', async () => {
    const question = { run_ids: [old, better, same], primary_metric: 'corpus_bleu', margins: { corpus_bleu: 0.25 } }
    const compared = await platform.client.comparisons.create(question)
    const { verdict, metrics, corpus, left_out } = compared
    const bleu = corpus.find(({ metric }) => metric === 'bleu')
    expect(compared.primary_metric).toBe('corpus_bleu')
    expect(verdict).toMatchObject({
      metric: 'corpus_bleu',
      trusted_run_id: better,
      difference: bleu?.verdict?.difference,
    })
    expect(verdict.sentence).toMatch(/^Trust lead-1: on corpus BLEU it beats old by .* 1 example is left out/)
    expect([metrics[0]?.metric, metrics[0]?.margin, bleu?.margin, left_out]).toEqual(['bleu', 0.5, 0.25, 1])
    expect(metrics[0]?.verdict.sentence).toContain('on BLEU (mean over examples) it beats')
    const { metric } = await platform.client.comparisons.examples(compared.id, {})
    expect(metric).toBe('bleu')
    await expect(
      platform.client.comparisons.create({ ...question, primary_metric: 'corpus_rougeL' }),
    ).rejects.toMatchObject({
      code: 'METRIC_UNKNOWN',
      data: { nearest: ['rougeL'] },
    })
    const created = await platform.client.experiments.create({
      name: 'bleu',
      dataset_id,
      task,
      primary_metric: 'corpus_bleu',
    })
    expect(created.primary_metric).toBe('corpus_bleu')
  })

  it('groups examples that share a source by a column, and rests on the groups', async () => {
    const question = { run_ids: [old, better], cluster_column: 'wide' }
    const grouped = await platform.client.comparisons.create(question)
    const wide = (index: number) => (index < 60 ? index : 0)
    const scores = async (id: string) => {
      const read: number[] = []
      for await (const { scores: found } of platform.client.runs.examples(id)) read.push(found['rougeL'] ?? Number.NaN)
      return read.filter((_, index) => index !== 7)
    }
    const clusters = rows().flatMap((_, index) => (index === 7 ? [] : [wide(index)]))
    const options = { clusters, range: [0, 1], margin: grouped.metrics[0]?.margin ?? 0 } as const
    const expected = pairedComparison(await scores(old), await scores(better), options)
    const { low, high, estimate } = grouped.metrics[0]?.differences[0]?.difference ?? {}
    expect([estimate, low, high]).toEqual([expected.difference, expected.low, expected.high])
    expect(grouped).toMatchObject({ cluster_column: 'wide', verdict: { outcome: expect.any(String) } })
    expect(grouped.verdict.sentence).toMatch(/ Examples are grouped by wide: 59 groups\.$/)
    expect([grouped.metrics[0]?.clusters, grouped.corpus[0]?.clusters]).toEqual([59, 59])
    const alone = await platform.client.comparisons.create({ run_ids: [old, better] })
    expect(alone.id).not.toBe(grouped.id)
    expect([alone.cluster_column, alone.metrics[0]?.clusters]).toEqual([null, null])
    expect(low).not.toBe(alone.metrics[0]?.differences[0]?.difference.low)
    const slices = await platform.client.comparisons.slices(grouped.id, { column: 'source' })
    expect(slices.slices.length).toBeGreaterThan(1)
    await expect(platform.client.comparisons.create({ ...question, cluster_column: 'wider' })).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
      data: { nearest: ['wide'] },
    })
    const resampled = await platform.client.comparisons.create({ ...question, method: 'resampled' })
    expect(resampled.metrics[0]?.differences[0]?.difference.low).toBeCloseTo(low ?? 0, 1)
    const bundle = await platform.client.comparisons.export(resampled.id, 'bundle')
    const verified = await platform.client.comparisons.verify(new Blob([await bundle.bytes()]), { filename: 'b.zip' })
    expect(verified).toMatchObject({ is_same: true })
    const table = await (await platform.client.comparisons.export(grouped.id, 'md')).text()
    expect(table).toContain('Examples are grouped by wide: 59 groups.')
  })

  it('draws the examples of corpus scores with those of the others when it resamples', async () => {
    const question = { run_ids: [old, better], method: 'resampled' as const }
    const resampled = await platform.client.comparisons.create(question)
    const again = await platform.client.comparisons.create({ ...question, margins: { wer: 1 } })
    const bleu = resampled.corpus.find(({ metric }) => metric === 'bleu')
    expect(bleu?.differences[0]).toMatchObject({ outcome: 'better', test: 'paired_bootstrap' })
    expect(again.corpus).toEqual(resampled.corpus)
    const analytic = (await compare()).corpus.find(({ metric }) => metric === 'bleu')
    expect(bleu?.runs[0]?.low).toBeCloseTo(analytic?.runs[0]?.low ?? 0, 0)
  })

  it('shows corpus scores without interval, and says why, where an evaluation did not keep what they are made of', async () => {
    const { db } = platform.core
    const [job] = await db.selectFrom('jobs').selectAll().where('run_id', '=', same).execute()
    const { statistics: _, ...earlier } = evaluationResult.parse(job?.result)
    await db
      .updateTable('jobs')
      .set({ result: JSON.stringify(earlier) })
      .where('run_id', '=', same)
      .execute()
    try {
      const { corpus } = await platform.client.comparisons.create({ run_ids: [better, same] })
      expect(corpus).toMatchObject([{ metric: 'bleu', examples: 0, differences: [], verdict: null }])
      expect(corpus[0]?.reason).toMatch(/evaluate that one again/)
      const asked = { run_ids: [better, same], primary_metric: 'corpus_bleu' }
      expect((await platform.client.comparisons.create(asked)).verdict).toMatchObject({ metric: 'bleu' })
      expect(corpus[0]?.runs[1]).toMatchObject({ estimate: expect.any(Number), low: null, high: null })
    } finally {
      await db
        .updateTable('jobs')
        .set({ result: JSON.stringify(job?.result) })
        .where('run_id', '=', same)
        .execute()
    }
  })

  it('takes another baseline, score, margin and method, each a question of its own that is computed once', async () => {
    const question = {
      run_ids: [old, better],
      baseline_run_id: better,
      primary_metric: 'rouge1',
      margins: { rouge1: 0.5, latency_ms: 5 },
      method: 'resampled' as const,
    }
    const comparison = await platform.client.comparisons.create(question)
    expect(comparison).toMatchObject({ run_ids: [better, old], primary_metric: 'rouge1', method: 'resampled' })
    expect(comparison.verdict).toMatchObject({ outcome: 'equivalent', metric: 'rouge1' })
    expect(comparison.metrics[0]?.differences[0]?.test).toBe('paired_bootstrap')
    expect((await platform.client.comparisons.create(question)).id).toBe(comparison.id)
    expect((await compare()).id).not.toBe(comparison.id)
  })

  it('goes across experiments on the same dataset version, and refuses others', async () => {
    const assay = platform.client
    const again = { name: 'again', dataset_id, task, columns: roles, primary_metric: 'rouge2' }
    const other = await assay.experiments.create(again)
    const [run = ''] = await evaluate(other.id, ['new'])
    const across = await assay.comparisons.create({ run_ids: [old, run] })
    expect(across).toMatchObject({ experiment_id: null, dataset_id, primary_metric: 'rougeL' })
    const version = await assay.datasets.upload(new Blob([file, '\n']), { filename: 'simpson.csv' })
    const elsewhere = await assay.experiments.create({
      name: 'elsewhere',
      dataset_id: version.id,
      task,
      columns: roles,
    })
    const [foreign = ''] = await evaluate(elsewhere.id, ['new'])
    await expect(assay.comparisons.create({ run_ids: [old, foreign] })).rejects.toMatchObject({
      code: 'COMPARISON_DATASETS_DIFFER',
      data: { dataset_ids: expect.arrayContaining([dataset_id, version.id]) },
    })
  })

  it('refuses scores that runs do not have, and unknown ones', async () => {
    const ask = (more: object) => platform.client.comparisons.create({ run_ids: [old, better], ...more })
    await expect(ask({ primary_metric: 'chrf' })).rejects.toMatchObject({ code: 'SCORE_MISSING', status: 409 })
    await expect(ask({ primary_metric: 'rogueL' })).rejects.toMatchObject({
      code: 'METRIC_UNKNOWN',
      data: { nearest: expect.arrayContaining(['rougeL']) },
    })
    await expect(ask({ primary_metric: 'zzzzzz' })).rejects.toMatchObject({
      code: 'METRIC_UNKNOWN',
      data: { nearest: [], known: expect.arrayContaining(['rougeL', 'rouge1']) },
      message: expect.stringMatching(/^There is no metric "zzzzzz"\. There are rougeL, rouge1, /),
    })
    await expect(ask({ margins: { rogueL: 1 } })).rejects.toMatchObject({ code: 'METRIC_UNKNOWN' })
  })
})

describe('slices', () => {
  it('warn where the run to trust loses', async () => {
    const { id } = await compare()
    const slices = await platform.client.comparisons.slices(id, { column: 'source' })
    expect(slices).toMatchObject({ values: 2, metric: 'rougeL', leading_run_id: better })
    expect(slices.slices.map(({ value, is_other, examples }) => [value, is_other, examples])).toEqual([
      ['news', false, 44],
      ['forum', false, 22],
      [null, false, 43],
    ])
    expect(slices.slices[1]?.differences.map(({ run_id, outcome }) => [run_id, outcome])).toEqual([
      [old, 'better'],
      [same, 'better'],
    ])
    expect(slices.warnings.map(({ value, run_id }) => [value, run_id])).toEqual([
      ['forum', old],
      ['forum', same],
    ])
    expect(slices.warnings[0]?.sentence).toMatch(
      /^lead-1 is to be trusted over all examples, but where source is "forum", old beats it on ROUGE-L by 0\.\d+ \(22 examples\)\.$/,
    )
  })

  it('are refused for columns that do not put examples into groups', async () => {
    const { id } = await compare()
    const slices = (column: string) => platform.client.comparisons.slices(id, { column })
    await expect(slices('sauce')).rejects.toMatchObject({
      code: 'COLUMN_UNKNOWN',
      data: { nearest: expect.arrayContaining(['source']) },
    })
    await expect(slices('key')).rejects.toMatchObject({ code: 'SLICES_TOO_MANY', data: { values: 110, limit: 50 } })
    const wide = (await slices('wide')).slices
    expect([wide.length, wide[0]?.value, wide[0]?.examples]).toEqual([51, 'v0', 51])
    expect(wide.at(-1)).toMatchObject({ value: null, is_other: true, examples: 9 })
    await expect(platform.client.comparisons.slices(id, { column: 'source', metric: 'chrf' })).rejects.toMatchObject({
      code: 'SCORE_MISSING',
    })
    await expect(platform.client.comparisons.slices(id, { column: 'source', metric: 'rogue2' })).rejects.toMatchObject({
      code: 'METRIC_UNKNOWN',
      data: { nearest: expect.arrayContaining(['rouge2']), known: expect.not.arrayContaining(['chrf']) },
    })
  })
})

describe('examples', () => {
  const numbers = async (params: Parameters<Platform['client']['comparisons']['examples']>[1]) => {
    const { id } = await compare()
    const seen: number[] = []
    for await (const { example } of platform.client.comparisons.examples(id, params)) seen.push(example)
    return seen
  }

  it('stand side by side with what changed, word by word', async () => {
    const { id } = await compare()
    const page = await platform.client.comparisons.examples(id, { limit: 5 })
    expect(page).toMatchObject({ run_id: better, baseline_run_id: old, metric: 'rougeL' })
    const [first, , , , hard] = page.items
    expect(first).toMatchObject({ example: 0, winner: 'run', input: rows()[0]?.new })
    expect(first?.run.score).toBeGreaterThan(first?.baseline.score ?? 1)
    expect(first?.difference).toBeCloseTo((first?.run.score ?? 0) - (first?.baseline.score ?? 0), 12)
    const text = (ops: readonly string[]) =>
      first?.changes?.flatMap((change) => (ops.includes(change.op) ? change.text : [])).join('')
    expect(text(['same', 'removed'])).toBe(first?.baseline.prediction)
    expect(text(['same', 'added'])).toBe(first?.run.prediction)
    expect(hard?.winner).toBe('baseline')
  })

  it('are chosen by who wins, by score and by text', async () => {
    const hard = Array.from({ length: 22 }, (_, at) => at * 5 + 4)
    expect(await numbers({ show: 'regressions' })).toEqual(hard)
    expect(await numbers({ show: 'improvements' })).toHaveLength(87)
    expect(await numbers({ show: 'failed' })).toEqual([7])
    expect(await numbers({ show: 'ties', run_id: same })).toHaveLength(110)
    expect(await numbers({ text: 'W17X3' })).toEqual([17])
    const scored = await numbers({ min_score: 0.9, limit: 200 })
    expect(scored.every((example) => example % 5 !== 4)).toBe(true)
    expect([...scored, ...(await numbers({ max_score: 0.8999999 }))].length).toBe(109)
  })

  it('come page by page, each once, the greatest difference first, whatever is equal', async () => {
    const seen = await numbers({ order: 'difference', limit: 7 })
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 110 }, (_, at) => at))
    expect(seen.at(-1)).toBe(7)
    expect(await numbers({ order: 'difference', limit: 200 })).toEqual(seen)
    await expect(numbers({ cursor: 'nonsense' })).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
  })
})

describe('the list of comparisons', () => {
  it('has the newest first, with what was asked and the verdict, and is told what to leave out', async () => {
    const first = await compare()
    const { id } = await platform.client.comparisons.create({ run_ids: [better, same], seed: 11 })
    const ids = async (params: Parameters<Platform['client']['comparisons']['list']>[0]) => {
      const seen: string[] = []
      for await (const found of platform.client.comparisons.list({ limit: 2, ...params })) seen.push(found.id)
      return seen
    }
    const page = await platform.client.comparisons.list({ experiment_id, include_total: true })
    expect(page.items[0]).toMatchObject({ id, state: 'ready', seed: 11, run_ids: [better, same], error: null })
    expect(page.items[0]).not.toHaveProperty('metrics')
    expect(page.items.find((item) => item.id === first.id)?.verdict).toEqual(first.verdict)
    expect(page.total).toBe(page.items.length)
    const all = await ids({})
    expect(all).toEqual(all.toSorted().reverse())
    expect(all).toEqual(expect.arrayContaining(page.items.map((item) => item.id)))
    expect(await ids({ state: 'failed' })).toEqual([])
    expect(await ids({ dataset_id, state: 'ready' })).toEqual(all)
    expect(await ids({ dataset_id: experiment_id })).toEqual([])
    expect(await ids({ scope: 'shared' })).toEqual([])
  })

  it("is of one's own, and of one's own experiments", async () => {
    await compare()
    const { client } = await platform.addUser()
    expect((await client.comparisons.list()).items).toEqual([])
    await expect(client.comparisons.list({ experiment_id })).rejects.toMatchObject({ code: 'EXPERIMENT_NOT_FOUND' })
  })
})

it('that met something unexpected says under which id the log has it', async () => {
  const { id } = await platform.client.experiments.compare(experiment_id, { seed: 4711 })
  const { core } = platform
  await core.db.updateTable('comparisons').set({ state: 'computing', result: null }).where('id', '=', id).execute()
  const message = { name: 'comparison.compute', payload: { comparison_id: id } }
  await abandonMessage(core, { ...message, error: new TypeError('of undefined') })
  const { items } = await platform.client.comparisons.list({ state: 'failed' })
  const failed = items.find((item) => item.id === id)
  expect(failed).toMatchObject({ error: { code: 'INTERNAL', data: { comparison_id: id } } })
  expect(JSON.stringify(failed)).toContain(`Its log has the details under the comparison_id ${id}.`)
  await core.db.deleteFrom('comparisons').where('id', '=', id).execute()
})

it("answers another user's comparison and runs as ones that do not exist", async () => {
  const { id } = await compare()
  const { client } = await platform.addUser()
  const found = { code: 'COMPARISON_NOT_FOUND', status: 404 }
  await expect(client.comparisons.get(id)).rejects.toMatchObject(found)
  await expect(client.comparisons.slices(id, { column: 'source' })).rejects.toMatchObject(found)
  await expect(client.comparisons.examples(id)).rejects.toMatchObject(found)
  await expect(client.comparisons.create({ run_ids: [old, better] })).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  const nobodys = '01890000-0000-7000-8000-000000000000'
  await expect(platform.client.comparisons.examples(id, { run_id: nobodys })).rejects.toMatchObject({
    code: 'RUN_NOT_FOUND',
  })
})
