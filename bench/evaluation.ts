import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { evaluateFile } from './evaluation/evaluated.ts'
import { openPlace } from './evaluation/place.ts'
import { writeTexts } from './evaluation/texts.ts'
import { figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { pythonWith } from './measure/python.ts'
import { report } from './measure/report.ts'
import { rounded } from './measure/spread.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/**
 * An evaluation of a million short examples with ROUGE, from claim to settled, beside rouge-score alone on one core.
 */
const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '1000000' },
    sample: { type: 'string', default: '20000' },
    rounds: { type: 'string', default: '3' },
  },
})
const examples = Number(values.examples)
const packages = ['rouge-score==0.1.2']

const directory = await mkdtemp(join(tmpdir(), 'assay-bench-'))
try {
  const [whole, part, sample] = ['whole', 'part', 'sample'].map((name) => join(directory, `${name}.jsonl`))
  if (!whole || !part || !sample) throw new Error('three files have three names')
  await writeTexts(whole, examples)
  await writeTexts(part, examples / 4)
  await writeTexts(sample, Number(values.sample))
  await using database = await createScratchDatabase()
  await using core = await openPlace(database.url, directory)
  const place = { core, database_url: database.url, directory }
  const less = await evaluateFile(place, part)
  const ours = await evaluateFile(place, whole)
  const script = join(import.meta.dirname, 'evaluation/rouge_score_rate.py')
  const alone = Number(execFileSync(pythonWith(packages), [script, sample, values.rounds], { encoding: 'utf8' }))
  report({
    command: 'evaluation',
    postgres: database.version,
    figures: [
      figure({
        what: `${ours.examples} short examples with ROUGE (four kinds, stemmer on), claim to settled`,
        unit: 'examples/s',
        ours: ours.examples / ours.seconds,
        alternative: { what: 'rouge-score alone, one core, without reading or writing', value: alone },
        hold: ratioAtLeast(5),
      }),
      figure({
        what: 'most memory of the worker, its threads included',
        unit: 'bytes',
        ours: ours.peak_bytes,
        alternative: { what: 'with a quarter of the examples', value: less.peak_bytes },
        hold: ratioAtMost(1.5),
      }),
    ],
    details: {
      packages,
      seconds: ours.seconds,
      seconds_of_a_quarter: less.seconds,
      idle_bytes: rounded(ours.idle_bytes),
    },
  })
} finally {
  await rm(directory, { recursive: true })
}
