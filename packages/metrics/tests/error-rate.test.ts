import {
  type CharacterErrorRate,
  characterErrorRate,
  exactMatch,
  normalizeAnswer,
  tokenF1,
  type WordErrorRate,
  wordErrorRate,
} from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectClose, golden } from './golden.ts'

interface Pair {
  id: string
  hypothesis: string
  reference: string
  words: WordErrorRate
  characters: CharacterErrorRate
}

interface Corpus {
  id: string
  hypotheses: string[]
  references: string[]
  words: WordErrorRate
  characters: { cer: number }
}

interface Answers {
  id: string
  prediction: string
  answers: string[]
  normalized_prediction: string
  normalized_answers: string[]
  exact_match: number
  f1: number
}

describe('golden rows', () => {
  it.each(golden<Pair>('wer'))(
    'counts errors of $id as jiwer does',
    ({ id, hypothesis, reference, words, characters }) => {
      expectClose(wordErrorRate(hypothesis, reference), words, id)
      expectClose(characterErrorRate(hypothesis, reference), characters, id)
    },
  )

  it.each(golden<Corpus>('wer_corpus'))('counts errors of the corpus $id as jiwer does', (row) => {
    expectClose(wordErrorRate(row.hypotheses, row.references), row.words, row.id)
    expectClose(characterErrorRate(row.hypotheses, row.references).cer, row.characters.cer, row.id)
  })

  it.each(golden<Answers>('squad'))(
    'compares the answers of $id as SQuAD does',
    ({ id, prediction, answers, ...row }) => {
      expect(normalizeAnswer(prediction)).toBe(row.normalized_prediction)
      expect(answers.map(normalizeAnswer)).toEqual(row.normalized_answers)
      expectClose(exactMatch(prediction, answers), row.exact_match, id)
      expectClose(tokenF1(prediction, answers), row.f1, id)
    },
  )
})

describe('properties', () => {
  const words = fc
    .array(fc.constantFrom('a', 'the', 'cat', 'Dog!', 'sat'), { maxLength: 25 })
    .map((all) => all.join(' '))

  it('has counts that add up to both lengths', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const { hits, substitutions, deletions, insertions } = wordErrorRate(a, b)
        expect(hits + substitutions + insertions).toBe(a.split(' ').filter(Boolean).length)
        expect(hits + substitutions + deletions).toBe(b.split(' ').filter(Boolean).length)
      }),
    )
  })

  it('has the same corpus value as one segment of the same counts', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(wordErrorRate([a], [b])).toEqual(wordErrorRate(a, b))
        expect(wordErrorRate([a, a], [b, b]).mer).toBeCloseTo(wordErrorRate(a, b).mer, 12)
      }),
    )
  })

  it('has F1 symmetric, between 0 and 1, and 1 wherever an answer with words matches exactly', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        expect(tokenF1(a, b)).toBe(tokenF1(b, a))
        expect(tokenF1(a, b)).toBeLessThanOrEqual(1)
        if (exactMatch(a, b) === 1 && normalizeAnswer(a) !== '') expect(tokenF1(a, b)).toBe(1)
      }),
    )
  })
})
