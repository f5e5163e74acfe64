import { createRegistry } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { chooseScores, declaredScores } from './compared-scores.ts'

const declared = declaredScores(createRegistry())
const estimate = { estimate: 0.5, low: null, high: null, n: 3, level: 0.95, method: 'student_t' }

function runOf(names: readonly string[], ...prediction_keys: readonly string[]) {
  return { prediction_keys, evaluation: { scores: Object.fromEntries(names.map((name) => [name, estimate])) } }
}

const choose = (primary: string, ...runs: readonly ReturnType<typeof runOf>[]) =>
  chooseScores(declared, { runs, primary }).map(({ name }) => name)

describe('the scores that are compared', () => {
  it('are those of all runs, the primary one first', () => {
    const runs = [runOf(['rougeL', 'bleu', 'wer']), runOf(['bleu', 'wer', 'length_ratio'])]
    expect(choose('wer', ...runs)[0]).toBe('wer')
    expect(choose('wer', ...runs).toSorted()).toEqual(['bleu', 'wer'])
    expect(choose('rougeL', ...runs)).toHaveLength(2)
    expect(choose('wer', runOf(['wer']), runOf(['bleu']))).toEqual([])
  })

  it('begin with a neutral one only where there are no others, even where it was asked for', () => {
    const both = runOf(['length_ratio', 'pred_token_length', 'wer'])
    expect(choose('length_ratio', both, both)[0]).toBe('wer')
    expect(choose('rougeL', both, both)[0]).toBe('wer')
    const lengths = runOf(['length_ratio', 'pred_token_length'])
    expect(choose('length_ratio', lengths, lengths)[0]).toBe('length_ratio')
    expect(choose('rougeL', lengths, lengths)).toHaveLength(2)
  })

  it('end with what calls took, where every run has called a model', () => {
    const called = runOf(['wer'], 'key')
    expect(choose('wer', called, called)).toEqual(['wer', 'latency_ms', 'cost'])
    expect(choose('wer', called, runOf(['wer']))).toEqual(['wer'])
  })
})
