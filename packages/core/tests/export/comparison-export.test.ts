import { createHash } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { insertComparison, newId } from '@assay/db'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { newsCsv } from '../../../testing/src/index.ts'
import { prepareSample } from '../../src/sample.ts'
import { type ExportedComparison, hostile, startExportedComparison } from './exported-comparison.ts'

let exported: ExportedComparison

beforeAll(async () => {
  exported = await startExportedComparison()
}, 60_000)

afterAll(() => exported[Symbol.asyncDispose]())

async function save(format: Parameters<ExportedComparison['platform']['client']['comparisons']['export']>[1]) {
  const { platform, comparison } = exported
  return platform.client.comparisons.export(comparison.id, format)
}

describe('exported examples', () => {
  test.each(['csv', 'jsonl', 'parquet'] as const)('as %s hold what each run made of each example', async (format) => {
    const assay = exported.platform.client
    const file = await save(format)
    expect(file.filename).toBe(`-b-news-b--v1-examples.${format}`)
    const bytes = await file.bytes()
    expect(bytes.length).toBe(file.size_bytes)
    const again = await assay.datasets.upload(new Blob([bytes]), { name: `again ${format}`, filename: file.filename })
    const rows = await collect(assay.datasets.rows(again.id))
    expect(rows.map((row) => Number(row['example_number']))).toEqual([...Array(24).keys()])
    for (const { id, name } of exported.runs) {
      const expected = await collect(assay.runs.examples(id))
      const prediction = name === 'kept' ? 'kept.prediction' : `${name}.prediction#1`
      expect(rows.map((row) => row['examples'])).toEqual(expected.map(({ input }) => input))
      expect(rows.map((row) => row['ground_truth'])).toEqual(expected.map(({ reference }) => reference))
      const outputs = expected.map((example) => example.prediction)
      const written = outputs.map((output) => (format === 'csv' && output === hostile ? `'${output}` : output))
      expect(rows.map((row) => row[prediction])).toEqual(written)
      for (const score of ['rougeL', 'bleu']) {
        const values = rows.map((row) => toNumber(row[`${name}.${score}`]))
        expect(values).toEqual(expected.map(({ scores }) => scores[score]))
      }
    }
    expect(rows[5]?.['kept.prediction']).toBe(format === 'csv' ? `'${hostile}` : hostile)
    expect(rows[3]).toMatchObject({ 'kept.prediction': null, 'kept.error': null })
    const declared = exported.platform.core.metrics
      .list()
      .flatMap(({ scores }) => scores.map(({ name }) => `kept.${name}`))
    const columns = Object.keys(rows[0] ?? {}).filter((name) => declared.includes(name))
    expect(columns.length).toBeGreaterThan(4)
    expect(columns).toEqual(declared.filter((name) => columns.includes(name)))
    expect(Object.keys(rows[0] ?? {})).toEqual(
      expect.arrayContaining(['lead-1.rougeL#2', 'lead-1.latency_ms', 'lead-1.cost']),
    )
  })
})

describe('a table for a paper', () => {
  it('in Markdown has a row a run, the best in bold, what differs marked, and says how it was found', async () => {
    const text = await (await save('md')).text()
    const [head, , baseline, ...rest] = text.split('\n')
    expect(head).toMatch(/^\| Run \| ROUGE-L ↑ \| .* Corpus BLEU ↑ \| BLEU \(mean over examples\) ↑ \|$/)
    expect(baseline).toMatch(/^\| lead-1 \(baseline\) \| \*\*0\.\d{3}\*\* (± 0\.\d{3}|\\\[0\.\d{3}, 0\.\d{3}\\\]) \|/)
    expect(rest[0]).toMatch(/^\| random-sentences \| 0\.\d{3}† /)
    expect(text).toContain(
      'Means and corpus scores over 24 examples of ../\\<b>news\\</b> (version 1) with 95 % intervals.',
    )
    expect(text).toContain("Gaffke's bound of jackknife values for Corpus BLEU; Holm-corrected")
    expect(text).toMatch(/^- ROUGE: version \d+ in Assay; values of rouge-score 0\.1\.2\. .* https:/m)
    expect(text).toContain(
      String.raw`signature of the corpus score nrefs:1\|case:mixed\|eff:no\|tok:13a\|smooth:exp\|version:2.6.0`,
    )
  })

  it('in LaTeX has the same cells, everything special escaped', async () => {
    const text = await (await save('tex')).text()
    expect(text).toMatch(/lead-1 \(baseline\) & \\textbf\{0\.\d{3}\} /)
    expect(text).toContain('random-sentences & ')
    expect(text).toContain('../$<$b$>$news$<$/b$>$')
    expect(text).toContain('95 \\% intervals')
    expect(text).toMatch(/^% BLEU: .*; of one example eff:yes\); signature .*\. Kishore Papineni, .*aclanthology/m)
    expect(text.match(/\{/g)?.length).toBe(text.match(/\}/g)?.length)
  })
})

describe('a report', () => {
  let page: string

  beforeAll(async () => {
    page = await (await save('html')).text()
  })

  it('says the verdict, and what was left out and why', async () => {
    const { verdict } = exported.comparison
    expect(page).toContain('<h2 id="verdict">Trust lead-1</h2>')
    expect(page).toContain(`<p class="sentence">${verdict.sentence.replace('<', '&lt;')}</p>`)
    expect(page).toContain('all runs have a score for each of the 24 examples.')
    expect(page).toContain('kept: 1 of 24 answers is missing and counted as empty.')
    for (const heading of [
      'Scores',
      'All pairs on ROUGE-L',
      'Example by example',
      'Chance of the models',
      'Largest regressions',
      'Runs',
      'How it was computed',
    ]) {
      expect(page).toContain(`>${heading}</h2>`)
    }
    expect(page).toContain('<h3>Scores over all examples at once</h3>')
    expect(page).toMatch(
      /<dt>Metric bleu<\/dt><dd>BLEU: version .*sacrebleu 2\.6\.0.* aclanthology\.org\/P02-1040\/<\/dd>/,
    )
    expect(page.match(/<svg /g)?.length).toBeGreaterThan(6)
    expect(page).toMatch(/<del>[^<]+<\/del>/)
  })

  it('needs nobody: it loads nothing, runs nothing and links nowhere', () => {
    expect(page).not.toMatch(/<(?:script|link|iframe|object|embed|img|form|a|base)\b/i)
    expect(page).not.toMatch(/\s(?:src|href|srcset|action|style|on[a-z]+)=["']/i)
    expect(page).not.toMatch(/url\(|@import|@font-face|https?:/i)
  })

  it('allows browsers nothing but its own style', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; `)
  })

  it('shows what users and models wrote as text', async () => {
    const { platform, comparison, runs } = exported
    const [lead, , kept] = runs
    const about = { run_ids: [lead?.id ?? '', kept?.id ?? ''], seed: 1 }
    const other = await platform.client.comparisons.create(about)
    const shown = await (await platform.client.comparisons.export(other.id, 'html')).text()
    expect(other.id).not.toBe(comparison.id)
    expect(shown).toContain('&lt;script&gt;')
    expect(shown).toContain('&lt;b&gt;news&lt;/b&gt;')
    expect(shown).not.toContain('<script')
    expect(shown).not.toContain('<img')
    expect(shown).not.toContain('<b>')
  })
})

describe('access', () => {
  it("answers another user's comparison as one that does not exist", async () => {
    const { client } = await exported.platform.addUser()
    for (const id of [exported.comparison.id, newId()]) {
      await expect(client.comparisons.export(id, 'md')).rejects.toMatchObject({
        code: 'COMPARISON_NOT_FOUND',
        status: 404,
      })
    }
  })

  it('lets everyone export the comparison of the sample', async () => {
    const { core, addUser } = exported.platform
    const path = join(core.scratch_directory, 'sample.csv')
    await writeFile(path, newsCsv(12))
    const comparison = await prepareSample(core, { path })
    const { client } = await addUser()
    const page = await (await client.comparisons.export(comparison?.id ?? '', 'html')).text()
    expect(page).toContain('on sample</h1>')
  }, 60_000)

  it('refuses formats that there are not, and comparisons that are not computed', async () => {
    const { platform, comparison } = exported
    const headers = { authorization: `Bearer ${platform.user.key}` }
    const get = (id: string, format: string) =>
      fetch(`${platform.url}/api/v1/comparisons/${id}/export?format=${format}`, { headers })
    expect(await (await get(comparison.id, 'docx')).json()).toMatchObject({ code: 'INPUT_INVALID' })
    const { id: _, ...row } = await platform.core.db
      .selectFrom('comparisons')
      .selectAll()
      .where('id', '=', comparison.id)
      .executeTakeFirstOrThrow()
    const id = newId()
    const { margins, result: __, error: ___, state: ____, ...question } = row
    await insertComparison(platform.core.db, { ...question, id, margins: JSON.stringify(margins), fingerprint: id })
    expect(await (await get(id, 'md')).json()).toMatchObject({ code: 'COMPARISON_NOT_READY', retryable: true })
  })
})

it('leaves nothing behind, read to the end or not', async () => {
  const { platform, comparison } = exported
  const file = await platform.client.comparisons.export(comparison.id, 'csv')
  await file.stream.cancel()
  await (await save('parquet')).bytes()
  const left = async () => (await readdir(platform.core.scratch_directory)).filter((name) => name.startsWith('job-'))
  await expect.poll(left).toEqual([])
})

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}

function toNumber(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value)
}
