import type { ReadyComparison } from '@assay/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newsCsv, type Platform, startPlatform } from '../src/index.ts'

/** News of two towns, in turn. */
function csv(): string {
  const [head, ...rows] = newsCsv(120).split('\n')
  return [`${head},town`, ...rows.map((row, index) => `${row},${index % 2 === 0 ? 'north' : 'south'}`)].join('\n')
}

const task = { type: 'summarization' } as const

let platform: Platform
let dataset_id: string
let runs: Readonly<Record<'both' | 'lengths', string[]>>

async function evaluate(metrics: readonly string[]): Promise<string[]> {
  const assay = platform.client
  const experiment = await assay.experiments.create({ name: metrics.join(' '), dataset_id, task })
  const started = await assay.experiments.evaluate(experiment.id, {
    models: ['lead-1', 'lead-3'],
    metrics: [...metrics],
  })
  for (const run of started) await assay.runs.wait(run.id, { throwOnFailure: true })
  return started.map(({ id }) => id)
}

beforeAll(async () => {
  platform = await startPlatform()
  dataset_id = (await platform.client.datasets.upload(new Blob([csv()]), { filename: 'news.csv' })).id
  runs = { lengths: await evaluate(['length_ratio']), both: await evaluate(['length_ratio', 'rouge']) }
}, 60_000)
afterAll(() => platform[Symbol.asyncDispose]())

const compare = (of: keyof typeof runs) => platform.client.comparisons.create({ run_ids: runs[of] })

function lengthsOf({ metrics }: ReadyComparison) {
  return metrics.find(({ metric }) => metric === 'length_ratio')
}

describe('a neutral score', () => {
  it('has intervals, a test and an effect, and no winner', async () => {
    const [baseline = '', run = ''] = runs.both
    const lengths = lengthsOf(await compare('both'))
    expect(lengths?.runs[0]).toMatchObject({ run_id: baseline, low: expect.any(Number), high: expect.any(Number) })
    expect(lengths).toMatchObject({
      direction: 'neutral',
      differences: [
        {
          outcome: 'differs',
          p_value: expect.any(Number),
          effect_size: { value: expect.any(Number) },
          wins: null,
          losses: null,
          ties: expect.any(Number),
        },
      ],
      verdict: { outcome: 'differs', run_id: run, trusted_run_id: null, on_par_run_ids: [] },
    })
    expect(lengths?.verdict.sentence).toMatch(/^They differ: on Length ratio, lead-3 is .* higher than lead-1 /)
  })

  it('is not what the verdict is about while there is another', async () => {
    const { metrics, verdict } = await compare('both')
    expect([metrics[0]?.metric, verdict.metric]).toEqual(['rougeL', 'rougeL'])
    const refused = { code: 'SCORE_NEUTRAL', status: 400, data: { metric: 'length_ratio', wanted: 'verdict' } }
    const assay = platform.client
    await expect(
      assay.comparisons.create({ run_ids: runs.both, primary_metric: 'length_ratio' }),
    ).rejects.toMatchObject(refused)
    await expect(
      assay.experiments.create({ name: 'lengths', dataset_id, task, primary_metric: 'length_ratio' }),
    ).rejects.toMatchObject(refused)
  })

  it('is what the verdict is about where there is no other, and then nobody is best for the cost', async () => {
    const comparison = await compare('lengths')
    expect(comparison).toMatchObject({ verdict: { metric: 'length_ratio', outcome: 'differs' }, fronts: [] })
    const asked = { run_ids: runs.lengths, primary_metric: 'length_ratio' }
    expect((await platform.client.comparisons.create(asked)).verdict).toEqual(comparison.verdict)
  })

  it('has no regressions; its examples come by how much they differ', async () => {
    const { id } = await compare('both')
    const read = async (params: object) => {
      const found = []
      for await (const one of platform.client.comparisons.examples(id, { metric: 'length_ratio', ...params })) {
        found.push(one)
      }
      return found
    }
    for (const show of ['regressions', 'improvements']) {
      await expect(read({ show })).rejects.toMatchObject({ code: 'SCORE_NEUTRAL', data: { wanted: 'winners' } })
    }
    const ordered = await read({ order: 'difference' })
    const sizes = ordered.map(({ difference }) => Math.abs(difference ?? 0))
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(new Set(ordered.map(({ winner }) => winner))).toEqual(new Set([null]))
  })

  it('sets no run against another in slices but the baseline, and warns of nothing', async () => {
    const { id } = await compare('both')
    const [leading_run_id] = runs.both
    const slices = await platform.client.comparisons.slices(id, { column: 'town', metric: 'length_ratio' })
    expect(slices).toMatchObject({ direction: 'neutral', leading_run_id, warnings: [] })
    const outcomes = slices.slices.flatMap(({ differences }) => differences.map(({ outcome }) => outcome))
    expect(outcomes.filter((outcome) => outcome === 'better' || outcome === 'worse')).toEqual([])
  })

  it('is exported with its own sign, nothing best, and what differs instead of what got worse', async () => {
    const { id } = await compare('lengths')
    const text = async (format: 'md' | 'tex' | 'html') => (await platform.client.comparisons.export(id, format)).text()
    const markdown = await text('md')
    expect(markdown).toContain('| Run | Length ratio ↔ |')
    expect(markdown).toContain('↔: neither is.')
    expect(markdown).toMatch(/^\| lead-3 \| \d/m)
    expect(markdown).toMatch(/^\| lead-1 \(baseline\) \| \d/m)
    expect(await text('tex')).toContain(String.raw`Length ratio $\leftrightarrow$`)
    const page = await text('html')
    expect(page).toContain('<h2 id="verdict">They differ</h2>')
    expect(page).toContain('>Largest differences</h2>')
    expect(page).toContain('neither way is better')
    expect(page).not.toContain('class="gain"')
    expect(page).not.toMatch(/regressions</i)
  })
})
