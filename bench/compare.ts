import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compareRuns, computeComparison, getOwnComparison, type OpenCore, openCore } from '@assay/core'
import { z } from 'zod'
import { makeScoredRuns, type ScoredRuns, type Size } from './compare/scored-runs.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { pythonWith } from './measure/python.ts'
import { report } from './measure/report.ts'
import { median } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/**
 * A comparison of 10 scores × 10 runs × 10,000 examples, from the message to the row, beside numpy and scipy on columns
 * that lie in memory already: node compare.ts [examples] [corpora]. Those named (else wer and cer) are compared over
 * all examples at once, too, which numpy and scipy are spared. Needs python3.
 */
const size = {
  runs: 10,
  examples: Number(process.argv[2] ?? 10_000),
  scores: [
    'rougeL',
    'rouge1',
    'rouge2',
    'rougeLsum',
    'meteor',
    'exact_match',
    'token_f1',
    'jaro_winkler',
    'wer',
    'cer',
  ],
}
const corpora = (process.argv[3] ?? 'wer,cer').split(',')
const rounds = 5
const packages = ['numpy==2.3.5', 'scipy==1.16.3']
const reference = z.object({ analytic: z.number(), resampled: z.number() })

async function open(folder: string, database_url: string): Promise<OpenCore> {
  return openCore({
    name: 'assay bench',
    database_url,
    storage_url: pathToFileURL(join(folder, 'storage/')).href,
    scratch_directory: join(folder, 'scratch'),
    secret_key: 'a key that is only good for measurements, as everyone knows it',
    settings: { max_upload_bytes: 1 },
    log: { info: () => {}, warn: console.error, error: console.error },
  })
}

interface Asked {
  readonly made: ScoredRuns
  readonly method: 'analytic' | 'resampled'
  readonly seed: number
}

/** Seconds until a comparison that nobody has asked for is there. */
async function time(core: OpenCore, { made, method, seed }: Asked): Promise<number> {
  const { experiment_id, run_ids, actor } = made
  const input = { experiment_id, run_ids: [...run_ids], margins: {}, level: 0.95, method, seed }
  const { id: comparison_id } = await compareRuns(core, actor, input)
  const begun = performance.now()
  await computeComparison(core, { comparison_id })
  const seconds = (performance.now() - begun) / 1000
  const comparison = await getOwnComparison(core, actor, { comparison_id })
  const isWhole =
    comparison.state === 'ready' &&
    comparison.metrics.length === size.scores.length &&
    comparison.corpus.filter(({ reason }) => reason === null).length === corpora.length
  if (!isWhole) {
    throw new Error(`the comparison is ${JSON.stringify(comparison).slice(0, 1000)}`)
  }
  return seconds
}

/** What the metrics' scores over all examples at once are made of. */
async function corporaOf({ metrics }: OpenCore): Promise<Size['corpora']> {
  const found = corpora.map(async (name) => {
    const metric = metrics.find(name)
    const { corpus } = (await metric?.scorer()) ?? {}
    return { name, version: metric?.version ?? '', statistics: corpus?.statistics ?? [] }
  })
  return Promise.all(found)
}

/** The same statistics by numpy and scipy, in seconds. */
function timeReference(folder: string, { values }: ScoredRuns): z.infer<typeof reference> {
  const file = join(folder, 'scores.bin')
  writeFileSync(file, Buffer.concat(values.flat().map((column) => Buffer.from(column.buffer))))
  const script = join(import.meta.dirname, 'compare_reference.py')
  const facts = [size.runs, size.scores.length, size.examples].map(String)
  return reference.parse(JSON.parse(execFileSync(pythonWith(packages), [script, file, ...facts], { encoding: 'utf8' })))
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
try {
  await using database = await createScratchDatabase()
  await using core = await open(folder, database.url)
  const made = await makeScoredRuns(core, { ...size, corpora: await corporaOf(core) })
  const first = await time(core, { made, method: 'analytic', seed: 0 })
  const analytic: number[] = []
  const resampled: number[] = []
  const theirs: z.infer<typeof reference>[] = []
  for (let round = 1; round <= rounds; round += 1) {
    analytic.push(await time(core, { made, method: 'analytic', seed: round }))
    resampled.push(await time(core, { made, method: 'resampled', seed: round }))
    theirs.push(timeReference(folder, made))
  }
  const beside = (method: 'analytic' | 'resampled') => ({
    what: 'numpy and scipy, columns in memory',
    value: median(theirs.map((seconds) => seconds[method])),
  })
  const what = `${size.scores.length} scores × ${size.runs} runs × ${size.examples} examples`
  report({
    command: 'compare',
    postgres: database.version,
    figures: [
      figure({
        what: `${what}, analytic`,
        unit: 's',
        ours: median(analytic),
        alternative: beside('analytic'),
        hold: ratioAtMost(5),
      }),
      figure({
        what: `${what}, resampled`,
        unit: 's',
        ours: median(resampled),
        alternative: beside('resampled'),
        hold: ratioAtMost(15),
      }),
    ],
    details: { packages, first_analytic_s: first, analytic_s: analytic, resampled_s: resampled },
  })
} finally {
  rmSync(folder, { recursive: true })
}
