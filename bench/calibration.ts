import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { coverage } from './calibration/coverage.ts'
import { contests } from './calibration/pairs.ts'
import { populations } from './calibration/populations.ts'
import type { Effort, Measured } from './calibration/rate.ts'
import { rejection } from './calibration/rejection.ts'
import { markdownTable } from './calibration/table.ts'

const page = new URL('../docs/statistics.md', import.meta.url)
const leastCoverage = 0.93

/** What the simulation found. */
interface Calibration {
  readonly replicates: number
  readonly resamples: number
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
    ...effort,
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

function timed<Result>(name: string, n: number, run: () => Result): Result {
  const start = performance.now()
  const result = run()
  console.error(`${name}, n = ${n}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}

/** Puts the tables between their marks in the page. */
function writeTables({ replicates, resamples, ...found }: Calibration): void {
  const error = Math.sqrt((0.05 * 0.95) / replicates)
  const tooLow = (share: number) => share < leastCoverage
  const tooHigh = (share: number) => share > 0.05 + 3 * error
  const table = (measured: Measured[], isMarked: (share: number) => boolean) =>
    markdownTable(measured, { replicates, isMarked })
  const tables = {
    effort: `${replicates} replicates each, ${resamples} resamples; standard error of a share near 5 % or 95 %: ${(100 * error).toFixed(2)} points.`,
    coverage: table(found.coverage, tooLow),
    no_difference: table(found.no_difference, tooHigh),
    power: table(found.power, () => false),
    difference_coverage: table(found.difference_coverage, tooLow),
  }
  const text = Object.entries(tables).reduce(
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
    'no-docs': { type: 'boolean', default: false },
    from: { type: 'string' },
  },
})
const effort = { replicates: Number(values.replicates), resamples: Number(values.resamples) }
const calibration: Calibration = values.from
  ? JSON.parse(readFileSync(values.from, 'utf8'))
  : calibrate(effort, values.sizes.split(',').map(Number))
if (!values['no-docs']) writeTables(calibration)
console.log(JSON.stringify(calibration, null, 2))
