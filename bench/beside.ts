import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Figure, figure, ratioAtLeast, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { type Printed, runBench } from './measure/run-bench.ts'
import { median, rounded } from './measure/spread.ts'

/**
 * One command of this folder in two checkouts, which take turns: node beside.ts <other checkout> <command> [--rounds 3]
 * [-- options of the command]. Figures that have an alternative are compared as ratios to it, so that what else the
 * machine does meets both.
 */
const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '3' } },
  allowPositionals: true,
})
const [checkout, command, ...args] = positionals
if (checkout === undefined || command === undefined) throw new Error('usage: beside.ts <other checkout> <command>')
/** By how much a figure may be worse, beside what rounds of one checkout differ by. */
const allowed = 0.05

interface Side {
  readonly script: string
  readonly rounds: Printed[]
}

function sideOf(root: string): Side {
  return { script: resolve(root, 'bench', `${command}.ts`), rounds: [] }
}

const [here, there] = [sideOf(resolve(import.meta.dirname, '..')), sideOf(checkout)]
for (let round = 0; round < Number(values.rounds); round++) {
  for (const { script, rounds } of round % 2 === 0 ? [there, here] : [here, there]) {
    console.error(script)
    rounds.push(await runBench(script, args))
  }
}

type PrintedFigure = Printed['figures'][number]

function roundsOf({ rounds }: Side, what: string): PrintedFigure[] {
  return rounds.flatMap(({ figures }) => figures.filter((one) => one.what === what))
}

/** Half of what rounds differ by, as a share of their median. */
function noiseOf(found: readonly number[]): number {
  return (Math.max(...found) - Math.min(...found)) / (2 * median(found))
}

function besides({ what, unit, alternative }: PrintedFigure): Figure[] {
  const [own, other] = [roundsOf(here, what), roundsOf(there, what)]
  if (other.length === 0) return []
  const isRatio = alternative !== undefined && other.every((one) => one.alternative?.what === alternative.what)
  const [ours, theirs] = [own, other].map((found) =>
    found.map((one) => one.ours / (isRatio ? (one.alternative?.value ?? Number.NaN) : 1)),
  )
  if (!ours || !theirs) return []
  const most = allowed + Math.max(noiseOf(ours), noiseOf(theirs))
  return [
    figure({
      what: isRatio ? `${what}, as a ratio to ${alternative.what}` : what,
      unit,
      ours: median(ours),
      alternative: { what: 'the other checkout', value: median(theirs) },
      hold: unit.includes('/s') ? ratioAtLeast(rounded(1 - most)) : ratioAtMost(rounded(1 + most)),
    }),
  ]
}

report({
  command: `beside ${command}`,
  figures: here.rounds[0]?.figures.flatMap(besides) ?? [],
  details: {
    rounds: [there, here].map(({ script, rounds }) => ({ script, figures: rounds.map(({ figures }) => figures) })),
  },
})
