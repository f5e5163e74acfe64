import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { asymmetric, ordinary } from './calibration/asymmetric.ts'
import { type CorpusFindings, calibrateCorpus, openCorpora } from './calibration/corpora.ts'
import { coverage } from './calibration/coverage.ts'
import { decisions } from './calibration/decision.ts'
import { falseEquivalence } from './calibration/equivalence.ts'
import { others } from './calibration/others.ts'
import { contests, rareLosses } from './calibration/pairs.ts'
import { populations } from './calibration/populations.ts'
import type { Effort, Measured } from './calibration/rate.ts'
import { rejection } from './calibration/rejection.ts'
import { markdownTable } from './calibration/table.ts'
import { pythonWith } from './measure/python.ts'

const page = new URL('../docs/statistics.md', import.meta.url)
const leastCoverage = 0.93

/** What the simulation found of scores that are means. */
interface Calibration {
  readonly coverage: Measured[]
  readonly no_difference: Measured[]
  readonly power: Measured[]
  readonly difference_coverage: Measured[]
}

function calibrate(effort: Effort, sizes: readonly number[]): Calibration {
  const means = populations.flatMap((population) =>
    sizes.flatMap((n) => timed(population.name, n, () => coverage(population, n, effort))),
  )
  const runs = contests.flatMap((contest) =>
    sizes.flatMap((n) =>
      (['none', 'some'] as const).map((effect) => ({
        effect,
        ...timed(`${contest.name}, ${effect}`, n, () => rejection(contest, n, { ...effort, effect })),
      })),
    ),
  )
  return {
    coverage: means,
    no_difference: runs.filter(({ effect }) => effect === 'none').flatMap(({ rejected }) => rejected),
    power: runs.filter(({ effect }) => effect === 'some').flatMap(({ rejected }) => rejected),
    difference_coverage: runs.flatMap(({ effect, covered }) =>
      covered.map((measured) => ({
        ...measured,
        of: `${measured.of}, ${effect === 'none' ? 'no' : 'some'} difference`,
      })),
    ),
  }
}

async function calibrateCorpora(effort: Effort, sizes: readonly number[]): Promise<CorpusFindings> {
  const found = (await openCorpora()).flatMap((corpus) =>
    sizes.map((n) => timed(`corpus ${corpus.name}`, n, () => calibrateCorpus(corpus, n, effort))),
  )
  return {
    corpus_coverage: found.flatMap(({ corpus_coverage }) => corpus_coverage),
    corpus_no_difference: found.flatMap(({ corpus_no_difference }) => corpus_no_difference),
  }
}

/** False claims of equivalence, with and without differences so rare that most draws hold few. */
function calibrateEquivalence(effort: Effort, sizes: readonly number[]): EquivalenceFindings {
  return {
    equivalence: [...contests, ...rareLosses].flatMap((contest) =>
      sizes.map((n) => timed(`equivalence, ${contest.name}`, n, () => falseEquivalence(contest, n, effort))),
    ),
  }
}

interface DecisionFindings {
  readonly decided: Measured[]
  readonly decided_coverage: Measured[]
  readonly decided_power: Measured[]
  readonly others: Measured[]
  readonly others_coverage: Measured[]
}

const decisionSizes = [5, 8, 10, 20, 30, 50, 100, 300]
const sizesOfOthers = [10, 30, 100]

/** What `compare` decides where differences are not symmetric, and what others decide on the same samples. */
function calibrateDecisions(
  { replicates }: Effort,
  asked: { python: string; otherReplicates: number },
): DecisionFindings {
  const found = asymmetric.flatMap((population) =>
    decisionSizes.map((n) => timed(population.name, n, () => decisions(population, n, { replicates, truth: 0 }))),
  )
  const power = ordinary.flatMap((population) =>
    decisionSizes.map((n) => timed(population.name, n, () => decisions(population, n, { replicates, truth: 0 }))),
  )
  const theirs = { python: asked.python, sizes: sizesOfOthers, replicates: asked.otherReplicates }
  const compared = asymmetric.filter(({ name }) => !name.includes('repeats'))
  const beside = timed('others', 0, () => others(compared, theirs))
  const ownSide = compared.flatMap((population) =>
    sizesOfOthers.map((n) => decisions(population, n, { replicates: asked.otherReplicates, truth: 0 })),
  )
  return {
    decided: found.map(({ rejected }) => rejected),
    decided_coverage: found.map(({ covered }) => covered),
    decided_power: [
      ...power.map(({ rejected }) => rejected),
      ...others(ordinary, { ...theirs, sizes: decisionSizes }).rejected.filter(({ method }) =>
        method.includes('ttest'),
      ),
    ],
    others: [...ownSide.map(({ rejected }) => rejected), ...beside.rejected],
    others_coverage: [...ownSide.map(({ covered }) => covered), ...beside.covered],
  }
}

function timed<Result>(name: string, n: number, run: () => Result): Result {
  const start = performance.now()
  const result = run()
  console.error(`${name}, n = ${n}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}

interface EquivalenceFindings {
  readonly equivalence: Measured[]
}

type Findings = Calibration & CorpusFindings & EquivalenceFindings & DecisionFindings

type Found = Effort & Partial<Findings>

/** Puts the tables between their marks in the page; those that were not drawn stay. */
function writeTables({ replicates, resamples, ...found }: Found): void {
  const error = Math.sqrt((0.05 * 0.95) / replicates)
  const tooLow = (share: number) => share < leastCoverage
  const tooHigh = (share: number) => share > 0.05 + 3 * error
  const marks = {
    coverage: tooLow,
    no_difference: tooHigh,
    power: () => false,
    difference_coverage: tooLow,
    corpus_coverage: tooLow,
    corpus_no_difference: tooHigh,
    equivalence: tooHigh,
    decided: tooHigh,
    decided_coverage: tooLow,
    decided_power: () => false,
    others: (share) => share > 0.05 + 3 * Math.sqrt((0.05 * 0.95) / Number(values['other-replicates'])),
    others_coverage: tooLow,
  } satisfies Record<keyof Findings, (share: number) => boolean>
  const tables = Object.entries(found).map(([name, measured]) => {
    const isMarked = new Map(Object.entries(marks)).get(name) ?? (() => false)
    return [name, markdownTable(measured, { replicates, isMarked })] as const
  })
  const effort =
    `${replicates} replicates each, ${resamples} resamples; standard error of a share near 5 % or 95 %: ` +
    `${(100 * error).toFixed(2)} points.`
  const text = [['effort', effort] as const, ...tables].reduce(
    (soFar, [name, table]) =>
      soFar.replace(
        new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`),
        (_, from, to) => `${from}\n${table}\n${to}`,
      ),
    readFileSync(page, 'utf8'),
  )
  writeFileSync(page, text)
}

const { values } = parseArgs({
  options: {
    replicates: { type: 'string', default: '2000' },
    resamples: { type: 'string', default: '599' },
    sizes: { type: 'string', default: '10,30,50,100,1000' },
    only: { type: 'string' },
    python: { type: 'string' },
    'other-replicates': { type: 'string', default: '300' },
    'no-docs': { type: 'boolean', default: false },
    from: { type: 'string' },
  },
})

function isAsked(part: 'means' | 'corpora' | 'equivalence' | 'decisions'): boolean {
  return values.only === undefined || values.only === part
}

async function run(): Promise<Found> {
  const effort = { replicates: Number(values.replicates), resamples: Number(values.resamples) }
  const sizes = values.sizes.split(',').map(Number)
  return {
    ...effort,
    ...(isAsked('means') && calibrate(effort, sizes)),
    ...(isAsked('corpora') && (await calibrateCorpora(effort, sizes))),
    ...(isAsked('equivalence') && calibrateEquivalence(effort, sizes)),
    ...(isAsked('decisions') &&
      calibrateDecisions(effort, {
        python: values.python ?? pythonWith(['numpy==2.3.5', 'scipy==1.16.3']),
        otherReplicates: Number(values['other-replicates']),
      })),
  }
}

const calibration: Found = values.from ? JSON.parse(readFileSync(values.from, 'utf8')) : await run()
if (!values['no-docs']) writeTables(calibration)
console.log(JSON.stringify(calibration, null, 2))
