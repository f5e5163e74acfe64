import { correctedMean, type Random, seededRandom } from '@assay/metrics'
import { figure, ratioAtLeast } from './measure/figure.ts'
import { report } from './measure/report.ts'

/**
 * How often the corrected interval of the difference of two runs holds the difference that people would find, where
 * the judge is biased, beside the interval of the judge alone: node judge.ts.
 */
const samples = 1000
const examples = 1000
const truthDraws = 400_000
const range = [-4, 4] as const

type Draw = (random: Random) => { readonly label: number; readonly judged: number }

const ofFive = (value: number) => Math.min(5, Math.max(1, Math.round(value)))
const spread = (random: Random, width: number) => width * (random.uniform() - 0.5)

/** Differences of b and a: of people's labels, and of what the judge says. */
const judges: Readonly<Record<string, Draw>> = {
  'kind to the long answers of a': (random) => {
    const [a, b] = [3 + spread(random, 3), 3.6 + spread(random, 3)]
    return { label: ofFive(b) - ofFive(a), judged: ofFive(b + spread(random, 1)) - ofFive(a + 1.2 + spread(random, 1)) }
  },
  'blind to the disasters of b': (random) => {
    const [a, b] = [4 + spread(random, 2), 4.3 + spread(random, 2)]
    const isDisaster = random.uniform() < 0.1
    return { label: (isDisaster ? 1 : ofFive(b)) - ofFive(a), judged: ofFive(b) - ofFive(a) }
  },
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function coverage(draw: Draw, { labels, truth }: { readonly labels: number; readonly truth: number }) {
  let [corrected, naive, width] = [0, 0, 0]
  for (let seed = 2; seed < 2 + samples; seed++) {
    const random = seededRandom(seed)
    const drawn = Array.from({ length: examples }, () => draw(random))
    const judged = drawn.map((each) => each.judged)
    const found = correctedMean({ judged, labels: drawn.map(({ label }, at) => (at < labels ? label : null)), range })
    if (found.low <= truth && truth <= found.high) corrected += 1
    width += (found.high - found.low) / samples
    const mean = meanOf(judged)
    const error = Math.sqrt(judged.reduce((sum, value) => sum + (value - mean) ** 2, 0) / examples / (examples - 1))
    if (Math.abs(mean - truth) <= 1.96 * error) naive += 1
  }
  return { corrected: corrected / samples, naive: naive / samples, width }
}

const figures = Object.entries(judges).flatMap(([name, draw]) => {
  const random = seededRandom(1)
  const truth = meanOf(Array.from({ length: truthDraws }, () => draw(random).label))
  return [50, 100, 200].map((labels) => {
    const { corrected, naive, width } = coverage(draw, { labels, truth })
    const alone = `the judge alone covers ${naive}; 0.95 is promised; width ${width.toFixed(2)}`
    return figure({
      what: `a judge ${name}, ${labels} labels: corrected intervals that hold the difference`,
      unit: 'share',
      ours: corrected,
      alternative: { what: alone, value: 0.95 },
      hold: ratioAtLeast(0.98),
    })
  })
})

report({ command: 'judge', figures })
