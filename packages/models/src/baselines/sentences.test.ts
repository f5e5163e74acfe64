import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { longestText, sentencesOf } from './sentences.ts'

describe(sentencesOf, () => {
  it.each<[string, string, string[]]>([
    ['titles', 'Dr. Smith met Mr. Li. They talked.', ['Dr. Smith met Mr. Li.', 'They talked.']],
    ['initials', 'J. K. Rowling writes. We read.', ['J. K. Rowling writes.', 'We read.']],
    ['numbers', 'See Fig. 3 for it. He said no. Then he left.', ['See Fig. 3 for it.', 'He said no.', 'Then he left.']],
    ['decimals', 'It costs $3.50 now. Buy it.', ['It costs $3.50 now.', 'Buy it.']],
    [
      'abbreviated countries',
      'The U.S. economy grew. We left the U.S. They stayed.',
      ['The U.S. economy grew.', 'We left the U.S.', 'They stayed.'],
    ],
    ['quotations', '"Why?" he asked. "No!" she said.', ['"Why?" he asked.', '"No!" she said.']],
    ['numbered lists', '1. Go home. 2. Stay there.', ['1. Go home.', '2. Stay there.']],
    ['German', 'Das ist z.B. Herr Müller. Ja.', ['Das ist z.B. Herr Müller.', 'Ja.']],
    ['Chinese', '今天天气很好。我们去公园吧！好吗？', ['今天天气很好。', '我们去公园吧！', '好吗？']],
    ['Arabic', 'مرحبا. كيف حالك؟ بخير', ['مرحبا.', 'كيف حالك؟', 'بخير']],
    ['headings', 'A title\nThe text. More of it.', ['A title', 'The text.', 'More of it.']],
    [
      'turns of speech',
      'Ann: hi there\nbob: hello! You?\nAnn: fine',
      ['Ann: hi there', 'bob: hello!', 'You?', 'Ann: fine'],
    ],
    [
      'texts in lower case',
      'the cat, e.g. ours, sat. "did it?" yes! so it did .',
      ['the cat, e.g. ours, sat.', '"did it?"', 'yes!', 'so it did .'],
    ],
    [
      'the end of a paragraph',
      'No full stop here\n\nand a new paragraph',
      ['No full stop here', 'and a new paragraph'],
    ],
    ['nothing', ' \n\t\u3000', []],
  ])('knows %s', (_, text, expected) => {
    expect([...sentencesOf(text)]).toEqual(expected)
  })

  it('joins lines that were broken for their length', () => {
    const text = 'The committee decided late on Tuesday afternoon that Peter\nMiller should go to the market. He went.'
    expect([...sentencesOf(text)]).toEqual([
      'The committee decided late on Tuesday afternoon that Peter Miller should go to the market.',
      'He went.',
    ])
  })

  it('loses nothing but white space', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aBé.!?。 \n"1', 'Dr. ', 'e.g. ', '🙂') }), (text) => {
        const squeeze = (value: string) => value.replace(/\s/gu, '')
        const sentences = [...sentencesOf(text)]
        expect(squeeze(sentences.join(''))).toBe(squeeze(text))
        expect(sentences.every((sentence) => sentence !== '' && sentence === sentence.trim())).toBe(true)
      }),
    )
  })

  it('ends where the longest text ends, in whole characters', () => {
    const text = `a${'🙂'.repeat(longestText)}`
    const [sentence = ''] = sentencesOf(text)
    expect(sentence.length).toBeLessThanOrEqual(longestText)
    expect(sentence.isWellFormed()).toBe(true)
  })
})
