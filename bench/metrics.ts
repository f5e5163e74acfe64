import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { median, rounded } from './measure/spread.ts'
import { openReferences, type Pass, packages, type Texts } from './metrics/references.ts'
import { type Pair, type ScorerMaker, scorerMakers } from './metrics/scorers.ts'

/**
 * Speed of `@assay/metrics` beside the Python references, on the same pairs, one thread each: node metrics.ts
 * [--only rouge,bleu] [--rounds 5]. Ours and the reference take turns, pass by pass.
 *
 * Texts are *new* to a scorer that has read nothing before, and to a reference whose caches have been emptied; *known*
 * to one that has read them in the passes before. What is compiled while it runs is so in both cases. Needs python3;
 * the references come from PyPI into a virtual environment under the temporary directory, once.
 */
const { values } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)
const only = values.only?.split(/,(?! )/)
const kinds = ['new', 'known'] as const
/** A pass over few pairs is repeated, each time by another scorer, until it can be timed. */
const leastSeconds = 0.1

/** Passes over the pairs with scorers that the first pass made, or with a new one each time. */
async function pass(pairs: readonly Pair[], scorer: () => Promise<(pair: Pair) => unknown>): Promise<Pass> {
  let [wall, cpu, count] = [0, 0, 0]
  while (wall < leastSeconds) {
    const score = await scorer()
    const [start, before] = [performance.now(), process.cpuUsage()]
    for (const pair of pairs) score(pair)
    const { user, system } = process.cpuUsage(before)
    wall += (performance.now() - start) / 1000
    cpu += (user + system) / 1e6
    count += pairs.length
  }
  return { wall, cpu, pairs: count }
}

type Passes = Readonly<Record<Texts, { readonly ours: Pass[]; readonly theirs: Pass[] }>>

interface Measured {
  readonly file: string
  readonly pairs: readonly Pair[]
  readonly metric: string
  readonly make: ScorerMaker
}

async function measure({ file, pairs, metric, make }: Measured, references: References): Promise<Passes> {
  const passes = { new: { ours: [], theirs: [] }, known: { ours: [], theirs: [] } } satisfies Passes
  const kept = await make()
  const ours = { new: () => pass(pairs, make), known: () => pass(pairs, async () => kept) }
  for (const texts of kinds) await ours[texts]()
  const own: Passes = passes
  for (let round = 0; round < rounds; round++) {
    for (const texts of kinds) {
      own[texts].theirs.push(await references.pass({ file, metric, texts }))
      own[texts].ours.push(await ours[texts]())
    }
  }
  return own
}

/** By CPU time, which is what one core does however many share it, or by the clock. */
function speed(passes: readonly Pass[], by: 'cpu' | 'wall'): number {
  return median(passes.map((one) => one.pairs / one[by]))
}

type References = ReturnType<typeof openReferences>

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'))
try {
  const files = ['bench_pairs_60', 'bench_pairs_800'].map((name) => {
    const packed = readFileSync(join(import.meta.dirname, `../packages/metrics/fixtures/${name}.jsonl.gz`))
    const file = join(folder, `${name}.jsonl`)
    writeFileSync(file, gunzipSync(packed))
    return { name, file }
  })
  using references = openReferences(
    folder,
    files.map(({ file }) => file),
  )
  const makers = Object.entries(await scorerMakers()).filter(([metric]) => only?.includes(metric) ?? true)
  const figures = []
  const by_clock: Record<string, { ours: number; reference: number }> = {}
  for (const { name, file } of files) {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    const pairs: Pair[] = lines.map((line) => JSON.parse(line))
    for (const [metric, { make, least }] of makers) {
      const passes = await measure({ file, pairs, metric, make }, references)
      for (const texts of kinds) {
        const { ours, theirs } = passes[texts]
        const what = `${metric}, ${name}, ${texts} texts`
        by_clock[what] = { ours: rounded(speed(ours, 'wall')), reference: rounded(speed(theirs, 'wall')) }
        figures.push(
          figure({
            what,
            unit: 'pairs/s of one core',
            ours: speed(ours, 'cpu'),
            alternative: { what: 'the Python reference', value: speed(theirs, 'cpu') },
            ...(texts === 'new' && { hold: ratioAtLeast(rounded(least)) }),
          }),
        )
      }
    }
  }
  report({ command: 'metrics', figures, details: { packages, rounds, pairs_per_second_by_clock: by_clock } })
} finally {
  rmSync(folder, { recursive: true })
}
