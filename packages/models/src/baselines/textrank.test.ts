import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankSentences } from './textrank.ts'

/** The formula of the paper, word for word and slowly. */
function similarity(first: string, second: string): number {
  const [a, b] = [first.split(' '), second.split(' ')]
  const shared = new Set(a.filter((word) => b.includes(word))).size
  return shared === 0 || a.length * b.length === 1 ? 0 : shared / (Math.log(a.length) + Math.log(b.length))
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe(rankSentences, () => {
  it('is the fixed point of the formula', () => {
    const sentence = fc
      .array(fc.constantFrom(...'abcdefghijkl'), { minLength: 1, maxLength: 8 })
      .map((w) => w.join(' '))
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), (sentences) => {
        const weights = sentences.map((a, i) => sentences.map((b, j) => (i === j ? 0 : similarity(a, b))))
        const ranks = rankSentences(sentences)
        const given = weights.map(sum)
        for (const [i, rank] of ranks.entries()) {
          const votes = sentences.map((_, j) => {
            const weight = weights[j]?.[i] ?? 0
            return weight === 0 ? 0 : (weight / (given[j] ?? 1)) * (ranks[j] ?? 0)
          })
          expect(rank).toBeCloseTo(0.15 + 0.85 * sum(votes), 4)
        }
      }),
    )
  })

  it('ranks a sentence that shares words with all others first', () => {
    const ranks = rankSentences(['the cat sat there', 'a dog ran home', 'the cat and a dog met', 'rain fell all night'])
    expect(Math.max(...ranks)).toBe(ranks[2])
    expect(Math.min(...ranks)).toBe(ranks[3])
  })

  it('compares words whatever their case, form or script', () => {
    const [first, second, third] = rankSentences(['ＣＡＴＳ like 公園', '我们去公園', 'cats sleep'])
    expect(first).toBeGreaterThan(second ?? 0)
    expect(second).toBeGreaterThan(0.2)
    expect(third).toBeGreaterThan(0.2)
  })
})
