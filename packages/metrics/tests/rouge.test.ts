import { createRouge, MetricError, type RougeScore, type RougeType, rouge } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asciiTokens } from '../src/rouge/rouge-tokenizer.ts'
import { porterStem } from '../src/text/porter-stemmer.ts'
import { TextUnits, textOf } from '../src/text/text-units.ts'
import { expectClose, golden } from './golden.ts'

type Triples = Record<RougeType, readonly [number, number, number]>

interface Row {
  id: string
  prediction: string
  target: string
  targets: string[]
  ids: string[]
  stem: Triples
  nostem: Triples
}

const stemmed = createRouge()
const plain = createRouge({ stemmer: false })

function triples(scores: Readonly<Record<string, RougeScore>>): object {
  return Object.fromEntries(Object.entries(scores).map(([type, s]) => [type, [s.precision, s.recall, s.fmeasure]]))
}

function tokens(text: string, stemmer: boolean): string[] {
  const found: string[] = []
  asciiTokens(
    new TextUnits().read(text),
    (units, start, end) => {
      const token = textOf(units, start, end)
      found.push(stemmer && token.length > 3 ? porterStem(token) : token)
    },
    () => {},
  )
  return found
}

describe('golden rows', () => {
  it.each(golden<{ text: string; stem: string[]; nostem: string[] }>('rouge_tokens'))(
    'cuts $text as rouge-score does',
    (row) => {
      expect(tokens(row.text, false)).toEqual(row.nostem)
      expect(tokens(row.text, true)).toEqual(row.stem)
    },
  )

  it('stems every word of the fixture as nltk does', () => {
    for (const row of golden<{ word: string; rouge: string; porter: string }>('stemmer')) {
      expect(porterStem(row.word), row.word).toBe(row.porter)
      expect(row.word.length > 3 ? porterStem(row.word) : row.word, row.word).toBe(row.rouge)
    }
  })

  it('stems capitals, apostrophes and foreign letters as nltk does', () => {
    for (const row of golden<{ word: string; porter: string }>('stemmer_any_case')) {
      expect(porterStem(row.word), row.word).toBe(row.porter)
    }
  })

  it.each(golden<Row>('rouge'))('scores $id as rouge-score does', ({ id, prediction, target, stem, nostem }) => {
    expectClose(triples(stemmed(prediction, target)), stem, id)
    expectClose(triples(plain(prediction, target)), nostem, id)
  })

  it.each(golden<Row>('rouge_multi'))('takes the best of several references in $id', (row) => {
    expectClose(triples(stemmed(row.prediction, row.targets)), row.stem, row.id)
    expectClose(triples(plain(row.prediction, row.targets)), row.nostem, row.id)
  })

  it.each(golden<Row>('rouge_order'))('counts n-grams up to nine in $id', ({ id, prediction, target, stem }) => {
    const types: RougeType[] = [
      'rouge1',
      'rouge2',
      'rouge3',
      'rouge4',
      'rouge5',
      'rouge6',
      'rouge7',
      'rouge8',
      'rouge9',
    ]
    expectClose(triples(rouge(prediction, target, { types })), stem, id)
  })

  it('has the plain means of the fixture', () => {
    const rows = new Map(golden<Row>('rouge').map((row) => [row.id, row]))
    for (const mean of golden<Row>('rouge_mean')) {
      const scores = mean.ids.map((id) => stemmed(rows.get(id)?.prediction ?? '', rows.get(id)?.target ?? ''))
      const average = (pick: (s: (typeof scores)[number]) => number) =>
        scores.reduce((sum, score) => sum + pick(score), 0) / scores.length
      expectClose(
        average((s) => s.rougeL.fmeasure),
        mean.stem.rougeL[2],
        mean.id,
      )
      expectClose(
        average((s) => s.rougeLsum.precision),
        mean.stem.rougeLsum[0],
        mean.id,
      )
      expectClose(
        average((s) => s.rouge2.recall),
        mean.stem.rouge2[1],
        mean.id,
      )
    }
  })
})

describe('properties', () => {
  const word = fc.constantFrom('cat', 'sat', 'mat', 'running', 'runs', 'é', '12')
  const text = fc
    .array(fc.oneof({ weight: 6, arbitrary: word }, fc.constant('\n')), { maxLength: 40 })
    .map((all) => all.join(' '))

  it('stays between 0 and 1, F between precision and recall', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        for (const { precision, recall, fmeasure } of Object.values(stemmed(a, b))) {
          expect(Math.min(precision, recall)).toBeGreaterThanOrEqual(0)
          expect(Math.max(precision, recall)).toBeLessThanOrEqual(1)
          expect(fmeasure).toBeLessThanOrEqual(Math.max(precision, recall) + 1e-12)
        }
      }),
    )
  })

  it('swaps precision and recall of n-grams and ROUGE-L with the texts', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [there, back] = [stemmed(a, b), stemmed(b, a)]
        for (const type of ['rouge1', 'rouge2', 'rougeL'] as const) {
          expect(there[type].precision).toBe(back[type].recall)
          expect(there[type].fmeasure).toBeCloseTo(back[type].fmeasure, 12)
        }
      }),
    )
  })

  it('gives a text against itself 1 wherever it has enough tokens', () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 4, maxLength: 30 }), (words) => {
        const same = `${words.join(' ')} one two`
        for (const score of Object.values(stemmed(same, same))) expect(score.fmeasure).toBe(1)
      }),
    )
  })

  it('does not depend on the order of references', () => {
    fc.assert(
      fc.property(text, fc.array(text, { minLength: 1, maxLength: 4 }), (prediction, references) => {
        const [there, back] = [stemmed(prediction, references), stemmed(prediction, references.toReversed())]
        expect(there.rougeL.fmeasure).toBe(back.rougeL.fmeasure)
        expect(there.rouge2.fmeasure).toBe(back.rouge2.fmeasure)
      }),
    )
  })
})

describe('options and bad input', () => {
  it('reads other scripts with the Unicode tokenizer', () => {
    expect(rouge('今天天气很好', '今天天气不好').rouge1.fmeasure).toBe(0)
    expect(rouge('今天天气很好', '今天天气不好', { tokenizer: 'unicode' }).rouge1.fmeasure).toBeCloseTo(5 / 6, 12)
    expect(rouge('Ünïcode café', 'ünïcode CAFÉ', { tokenizer: 'unicode' }).rouge2.fmeasure).toBe(1)
  })

  it('refuses to score without a reference', () => {
    expect(() => rouge('a', [])).toThrow(expect.objectContaining({ code: 'REFERENCE_MISSING' }))
  })

  it('gives up with a typed error instead of filling the memory', () => {
    const long = 'word '.repeat(300_000)
    expect(() => rouge(long, long)).toThrow(MetricError)
    expect(rouge(long, long, { types: ['rouge1', 'rouge2'] }).rouge2.fmeasure).toBe(1)
  })
})
