import { corpusTer, sentenceTer, type TerOptions } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { terWords } from '../src/ter/ter-tokenizer.ts'
import { expectClose, golden } from './golden.ts'

interface Result {
  config: Required<TerOptions>
  score: number
  num_edits: number
  ref_length: number
  signature: string
}

describe('golden rows', () => {
  it.each(golden<{ id: string; text: string; ter: Record<string, string> }>('tokens'))(
    'cuts $id as sacrebleu does',
    (row) => {
      for (const [set, expected] of Object.entries(row.ter)) {
        const on = (name: string) => set.includes(`${name}=1`)
        const reading = { normalized: on('normalized'), no_punct: on('no_punct'), asian_support: on('asian_support') }
        expect(terWords(row.text, reading).join(' '), set).toBe(expected)
      }
    },
  )

  it.each(golden<{ id: string; hypothesis: string; references: (string | null)[]; results: Result[] }>('ter_sentence'))(
    'scores $id as sacrebleu does',
    ({ id, hypothesis, references, results }) => {
      for (const { config, ...expected } of results) {
        const { edits: num_edits, reference_length: ref_length, ...rest } = sentenceTer(hypothesis, references, config)
        expectClose({ num_edits, ref_length, ...rest }, expected, `${id} ${JSON.stringify(config)}`)
      }
    },
  )

  it.each(
    golden<{ id: string; hypotheses: string[]; references: (string | null)[][]; results: Result[] }>('ter_corpus'),
  )('scores the corpus $id as sacrebleu does', ({ id, hypotheses, references, results }) => {
    for (const { config, ...expected } of results) {
      const { edits: num_edits, reference_length: ref_length, ...rest } = corpusTer(hypotheses, references, config)
      expectClose({ num_edits, ref_length, ...rest }, expected, `${id} ${JSON.stringify(config)}`)
    }
  })
})
