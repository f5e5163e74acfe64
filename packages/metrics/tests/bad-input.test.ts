import { createRegistry, type MetricExample, seededRandom } from '@assay/metrics'
import { describe, expect, it } from 'vitest'

const metrics = await Promise.all(
  createRegistry()
    .list()
    .map(async (metric) => [metric.name, metric, await metric.scorer()] as const),
)

const large = 2 ** 18
const huge = 5 * 2 ** 20
const pair = (prediction: string, reference: string): MetricExample => ({
  input: reference,
  prediction,
  references: [reference],
})
const filled = (text: string, size = large) => text.repeat(Math.ceil(size / text.length)).slice(0, size)
const varied = (size: number) =>
  Array.from({ length: size / 6 }, (_, n) => `w${((n * 2654435761) % 1_000_003).toString(36)}`).join(' ')

/** Text as people write it: words by Zipf's law, sentences, paragraphs, numbers. */
function prose(size: number, seed: number): string {
  const random = seededRandom(seed)
  const words = Array.from({ length: 20_000 }, (_, n) => `${(n * 2654435761).toString(26).replaceAll(/\d/g, 'e')}`)
  const parts: string[] = []
  for (let length = 0; length < size; length += parts.at(-1)?.length ?? size) {
    const word = words[Math.floor(words.length ** random.uniform()) - 1] ?? 'the'
    const draw = random.uniform()
    parts.push(
      draw < 0.01 ? `${word}.\n\n` : draw < 0.06 ? `${word}. The ` : draw < 0.1 ? `${word}, 1,204 ` : `${word} `,
    )
  }
  return parts.join('').slice(0, size)
}

const short: readonly (readonly [string, MetricExample])[] = [
  ['empty texts', pair('', '')],
  ['an empty prediction', pair('', 'a reference')],
  ['an empty reference', pair('a prediction', '')],
  ['white space alone', pair(' \n\t\u2028', '\u3000')],
  ['lone surrogates', pair('\ud800 a\udc00b \udbff', '\udfff a \ud800')],
  ['a NUL and a byte order mark', pair('\0a\ufeff b', '\ufeffa b\0')],
  ['the words NaN and Infinity', pair('NaN', 'Infinity -0 1e999')],
  ['names of object members', pair('__proto__ constructor toString', 'constructor __proto__ hasOwnProperty')],
  ['many references', { prediction: 'the cat', references: Array.from({ length: 500 }, (_, n) => `the cat ${n}`) }],
]

const long: readonly (readonly [string, MetricExample])[] = [
  ['256 KB of one character', pair(filled('a'), filled('b'))],
  ['256 KB of one word', pair(filled('word '), `x ${filled('word ')}`)],
  ['256 KB of punctuation', pair(filled('. '), filled("' "))],
  ['256 KB of brackets', pair(filled('['), filled('{"a":'))],
  ['256 KB of different words', pair(varied(large), varied(large).split(' ').reverse().join(' '))],
  ['5 MB of white space', pair(`a.${filled(' ', huge)}b`, filled('\n', huge))],
  ['5 MB of one word against a word', pair(filled('word ', huge), 'word')],
  ['5 MB of prose against other prose', pair(prose(huge, 1), prose(huge, 2))],
]

function expectDefined(example: MetricExample, index: number): void {
  const [name, metric, scorer] = metrics[index] ?? []
  const scores = scorer?.score(example) ?? {}
  if ('then' in scores) throw new Error('text metrics answer at once')
  expect(Object.keys(scores)).toHaveLength(metric?.scores.length ?? 0)
  const values = Object.values(scores)
  for (const value of values) expect(value === null || Number.isFinite(value), name).toBe(true)
  if (values.includes(null)) expect(scorer?.reason?.(example), name).toMatch(/\.$/)
}

describe.each(metrics.map(([name], index) => [name, index] as const))('%s', (_, index) => {
  it.each(short)('has finite scores, or none and a reason, for %s', (_, example) => {
    expectDefined(example, index)
  })

  it.each(long)(
    'comes to an end on %s',
    (_, example) => {
      expectDefined(example, index)
    },
    60_000,
  )
})
