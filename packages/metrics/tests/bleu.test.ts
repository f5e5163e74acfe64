import { type Bleu, type BleuOptions, corpusBleu, huggingFaceBleu, sentenceBleu } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BleuReader } from '../src/bleu/bleu-reader.ts'
import { type BleuTokenization, bleuTokenizers, cutNumbers, cutSymbols } from '../src/bleu/bleu-tokenizer.ts'
import { TokenList } from '../src/text/token-list.ts'
import { splitWords } from '../src/text/white-space.ts'
import { expectClose, golden } from './golden.ts'

interface Config {
  tokenize: BleuTokenization
  smooth_method: 'exp' | 'floor' | 'add-k' | 'none'
  smooth_value: number | null
  lowercase: boolean
  effective_order: boolean
  max_ngram_order: number
}

interface Result {
  config: Config
  score: number
  precisions: number[]
  counts: number[]
  totals: number[]
  bp: number
  sys_len: number
  ref_len: number
  signature: string
  string: string
}

function options(config: Config): BleuOptions {
  return {
    tokenize: config.tokenize,
    smoothing: config.smooth_method,
    ...(config.smooth_value === null ? {} : { smoothing_value: config.smooth_value }),
    lowercase: config.lowercase,
    effective_order: config.effective_order,
    max_order: config.max_ngram_order,
  }
}

function asked(results: Result[]): Result[] {
  return results.filter(({ config }) => config.tokenize in bleuTokenizers)
}

function expectBleu(bleu: Bleu, result: Result, id: string): void {
  const { config, ...expected } = result
  const { score, precisions, counts, totals, brevity_penalty, hypothesis_length, reference_length, signature, line } =
    bleu
  const found = { score, precisions, counts, totals, signature, string: line }
  const lengths = { bp: brevity_penalty, sys_len: hypothesis_length, ref_len: reference_length }
  expectClose({ ...found, ...lengths }, expected, `${id} ${JSON.stringify(config)}`)
}

describe('13a', () => {
  it('cuts whatever stands in a word as the patterns of mteval would', () => {
    const parts = ['a', 'b', '1', '2', '.', '.', ',', '-', '$', ' ', "'", 'é', '😀', '\u00a0']
    const text = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((all) => all.join(''))
    const reader = new BleuReader({ tokenize: '13a', lowercase: false, stripEnd: true })
    fc.assert(
      fc.property(text, (one) => {
        const expected = splitWords(cutNumbers(cutSymbols(` ${one} `)))
        expect(reader.tokens(one, new TokenList())).toEqual(expected)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('golden rows', () => {
  it.each(golden<Record<string, string> & { id: string; text: string }>('tokens'))(
    'cuts $id as sacrebleu does',
    (row) => {
      for (const tokenize of ['13a', 'intl', 'char', 'zh', 'none'] as const) {
        const reader = new BleuReader({ tokenize, lowercase: false, stripEnd: true })
        const expected = row[`bleu:${tokenize}`] ?? ''
        const words = reader.tokens(row.text, new TokenList())
        expect(words, tokenize).toEqual(
          new BleuReader({ tokenize: 'none', lowercase: false, stripEnd: true }).tokens(expected, new TokenList()),
        )
      }
    },
  )

  it.each(
    golden<{ id: string; hypothesis: string; references: (string | null)[]; results: Result[] }>('bleu_sentence'),
  )('scores $id as sacrebleu does', ({ id, hypothesis, references, results }) => {
    for (const result of asked(results)) {
      expectBleu(sentenceBleu(hypothesis, references, options(result.config)), result, id)
    }
  })

  it.each(
    golden<{ id: string; hypotheses: string[]; references: (string | null)[][]; results: Result[] }>('bleu_corpus'),
  )('scores the corpus $id as sacrebleu does', ({ id, hypotheses, references, results }) => {
    for (const result of asked(results)) {
      expectBleu(corpusBleu(hypotheses, references, options(result.config)), result, id)
    }
  })

  it.each(
    golden<{
      id: string
      predictions: string[]
      references: string[][]
      results: { max_order: number; smooth: boolean; error?: string; bleu?: number }[]
    }>('bleu_hf'),
  )('scores $id as Hugging Face does', ({ id, predictions, references, results }) => {
    for (const { max_order, smooth, ...expected } of results) {
      const compute = () => huggingFaceBleu(predictions, references, { max_order, smooth })
      if (expected.error === undefined) expectClose(compute(), expected, id)
      else expect(compute).toThrow(expect.objectContaining({ code: 'EMPTY' }))
    }
  })
})
