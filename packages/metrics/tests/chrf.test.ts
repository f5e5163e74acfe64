import { type ChrfOptions, corpusChrf, sentenceChrf } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { eachChrfWord } from '../src/chrf/chrf-reader.ts'
import { TextUnits, textOf } from '../src/text/text-units.ts'
import { expectClose, golden } from './golden.ts'

interface Result {
  config: Required<ChrfOptions>
  score: number
  name: string
  signature: string
}

describe('golden rows', () => {
  it.each(golden<{ id: string; text: string; chrf_words: string[] }>('tokens'))('finds the words of $id', (row) => {
    const words: string[] = []
    const text = new TextUnits().read(row.text)
    eachChrfWord(text, (start, end) => words.push(textOf(text.units, start, end)))
    expect(words).toEqual(row.chrf_words)
  })

  it.each(
    golden<{ id: string; hypothesis: string; references: (string | null)[]; results: Result[] }>('chrf_sentence'),
  )('scores $id as sacrebleu does', ({ id, hypothesis, references, results }) => {
    for (const { config, ...expected } of results) {
      expectClose(sentenceChrf(hypothesis, references, config), expected, `${id} ${JSON.stringify(config)}`)
    }
  })

  it.each(
    golden<{ id: string; hypotheses: string[]; references: (string | null)[][]; results: Result[] }>('chrf_corpus'),
  )('scores the corpus $id as sacrebleu does', ({ id, hypotheses, references, results }) => {
    for (const { config, ...expected } of results) {
      expectClose(corpusChrf(hypotheses, references, config), expected, `${id} ${JSON.stringify(config)}`)
    }
  })
})
