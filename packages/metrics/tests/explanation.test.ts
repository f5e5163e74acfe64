import { createRegistry, type Edit, type Explanation, type Match, type MetricExample } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const registry = createRegistry()

async function explain(metric: string, example: MetricExample): Promise<readonly Explanation[]> {
  return (await registry.find(metric)?.scorer())?.explain?.(example) ?? []
}

function isMatch(explanation: Explanation): explanation is Match {
  return 'count' in explanation
}

async function matched(metric: string, example: MetricExample): Promise<readonly Match[]> {
  return (await explain(metric, example)).filter(isMatch)
}

async function edited(metric: string, example: MetricExample): Promise<readonly Edit[]> {
  return (await explain(metric, example)).flatMap((one) => (isMatch(one) ? [] : one))
}

const example = {
  prediction: 'Two cats were running to an auto.',
  references: ['A dog sleeps.', 'Two cats ran, running to the car.'],
}

describe('explanations', () => {
  it('show the words and word pairs of ROUGE where they stand', async () => {
    const matches = await matched('rouge', example)
    const pairs = matches.filter(({ score }) => score === 'rouge2').map(({ text }) => text)
    expect(pairs).toEqual(['two cat', 'run to'])
    const run = matches.find(({ score, text }) => score === 'rouge1' && text === 'run')
    expect(run).toMatchObject({ reference: 1, count: 1, prediction_spans: [[14, 21]], reference_spans: [[14, 21]] })
  })

  it('tell exact words, stems and synonyms apart in METEOR', async () => {
    const matches = await matched('meteor', {
      prediction: 'an auto runs',
      references: ['the car runs', 'the car running'],
    })
    expect(matches.map(({ text, kind }) => [text, kind])).toEqual([
      ['auto', 'synonym'],
      ['runs', 'exact'],
    ])
    const stems = await matched('meteor', { prediction: 'runs', references: ['running'] })
    expect(stems).toMatchObject([{ kind: 'stem', prediction_spans: [[0, 4]], reference_spans: [[0, 7]] }])
  })

  it('show the n-grams of BLEU and the shared words of token F1', async () => {
    const bleu = await matched('bleu', example)
    expect(bleu.map(({ text }) => text)).toEqual(['Two', 'cats', 'running', 'to', '.', 'Two cats', 'running to'])
    const words = await matched('token_f1', { prediction: 'The Eiffel Tower!', references: ['eiffel tower', 'Paris'] })
    expect(words.map(({ text, prediction_spans }) => [text, prediction_spans])).toEqual([
      ['eiffel', [[4, 10]]],
      ['tower', [[11, 17]]],
    ])
  })

  it('show the character sequences of chrF, across spaces, and the words of chrF++', async () => {
    const shared = await matched('chrf++', { prediction: 'a cat!', references: ['dog', 'ta cat?'] })
    expect(shared.map(({ text, count, prediction_spans }) => [text, count, ...prediction_spans])).toEqual([
      ['a', 2, [0, 1], [3, 4]],
      ['c', 1, [2, 3]],
      ['t', 1, [4, 5]],
      ['ac', 1, [0, 3]],
      ['ca', 1, [2, 4]],
      ['at', 1, [3, 5]],
      ['aca', 1, [0, 4]],
      ['cat', 1, [2, 5]],
      ['acat', 1, [0, 5]],
      ['cat', 1, [2, 5]],
    ])
    expect(await explain('chrf', { prediction: 'ab '.repeat(2 ** 15), references: ['ab'] })).toEqual([])
    expect(new Set(shared.map(({ score, reference }) => `${score} ${reference}`))).toEqual(
      new Set(['chrf_plus_plus 1']),
    )
  })

  it('show which words WER counts as wrong, left out and added, and which characters CER does', async () => {
    const words = await edited('wer', {
      prediction: 'the  cat sat mat here it is now',
      references: ['x', 'the cats sat on mat here it is'],
    })
    expect(words).toEqual([
      {
        score: 'wer',
        kind: 'substituted',
        found: 'cat',
        wanted: 'cats',
        reference: 1,
        prediction_spans: [[5, 8]],
        reference_spans: [[4, 8]],
      },
      expect.objectContaining({
        kind: 'left_out',
        found: '',
        wanted: 'on',
        prediction_spans: [],
        reference_spans: [[13, 15]],
      }),
      expect.objectContaining({
        kind: 'added',
        found: 'now',
        wanted: '',
        prediction_spans: [[28, 31]],
        reference_spans: [],
      }),
    ])
    const characters = await edited('cer', { prediction: ' ab😀d', references: ['abcd'] })
    expect(characters).toMatchObject([{ kind: 'substituted', found: '😀', wanted: 'c', prediction_spans: [[3, 5]] }])
  })

  it('show which words TER moves, each from where it stood at first, and what remains', async () => {
    const pair = { prediction: 'on the mat the Cat sat down', references: ['the cat sat on the mat'] }
    expect(await edited('ter', pair)).toEqual([
      {
        score: 'ter',
        kind: 'moved',
        found: 'on the mat',
        wanted: 'on the mat',
        reference: 0,
        prediction_spans: [
          [0, 2],
          [3, 6],
          [7, 10],
        ],
        reference_spans: [
          [12, 14],
          [15, 18],
          [19, 22],
        ],
      },
      expect.objectContaining({ kind: 'added', found: 'down', prediction_spans: [[23, 27]], reference_spans: [] }),
    ])
    expect(await edited('ter', { prediction: 'a b', references: [''] })).toMatchObject([{ found: 'a' }, { found: 'b' }])
  })

  it.each([
    'rouge',
    'bleu',
    'bleu_hf',
    'meteor',
    'meteor_no_synonyms',
    'token_f1',
    'chrf',
    'chrf++',
    'ter',
    'wer',
    'cer',
  ])('of %s stay inside both texts and name an existing reference', async (metric) => {
    const scorer = await registry.find(metric)?.scorer()
    const word = fc.constantFrom('the', 'cats', 'cat', "isn't", '&amp;', '"hi"', '😀', 'é', '3.5')
    const text = fc.array(word, { maxLength: 15 }).map((words) => words.join(' '))
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 3 }), (prediction, references) => {
        for (const match of scorer?.explain?.({ prediction, references }) ?? []) {
          const reference = references[match.reference] ?? ''
          if (isMatch(match)) expect(match.count).toBeGreaterThan(0)
          for (const [start, end] of match.prediction_spans)
            expect(prediction.slice(start, end)).toHaveLength(end - start)
          for (const [start, end] of match.reference_spans)
            expect(reference.slice(start, end)).toHaveLength(end - start)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('count as many words as ROUGE-1 and ROUGE-L do', async () => {
    const scorer = await registry.find('rouge')?.scorer()
    const word = fc.constantFrom('cat', 'cats', 'dog', 'runs', 'running', 'x')
    const text = fc.array(word, { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const pair = { prediction: a.join(' '), references: [b.join(' ')] }
        const matches = scorer?.explain?.(pair) ?? []
        const counted = (name: string) =>
          matches
            .filter(({ score }) => score === name)
            .reduce((sum, match) => sum + (isMatch(match) ? match.count : 0), 0)
        const scores = scorer?.score(pair)
        expect(scores).toMatchObject({
          rouge1_precision: expect.closeTo(counted('rouge1') / a.length, 12),
          rougeL_recall: expect.closeTo(counted('rougeL') / b.length, 12),
        })
      }),
    )
  })

  it('count as many edits as TER, WER and CER do, and what they are about is what the texts say there', async () => {
    const word = fc.constantFrom('cat', 'cats', 'Dog', 'runs', 'x', '😀')
    const text = fc.array(word, { maxLength: 14 }).map((words) => words.join(' '))
    for (const metric of ['ter', 'wer', 'cer']) {
      const scorer = await registry.find(metric)?.scorer()
      fc.assert(
        fc.property(text, fc.array(text, { minLength: 1, maxLength: 2 }), (prediction, references) => {
          const edits = scorer?.explain?.({ prediction, references }) ?? []
          expect(edits).toHaveLength(scorer?.corpus?.of({ prediction, references })[0] ?? Number.NaN)
          for (const edit of edits) {
            if (isMatch(edit)) continue
            const said = (whole: string, spans: Edit['prediction_spans']) =>
              spans.map(([start, end]) => whole.slice(start, end)).join(' ')
            const cased = (one: string) => (metric === 'ter' ? one.toLowerCase() : one)
            expect(cased(said(prediction, edit.prediction_spans))).toBe(edit.found)
            expect(cased(said(references[edit.reference] ?? '', edit.reference_spans))).toBe(edit.wanted)
            expect(edit.kind === 'moved').toBe(edit.found !== '' && edit.found === edit.wanted)
          }
        }),
        { numRuns: 300 },
      )
    }
  })

  it('count as many character sequences as chrF does', async () => {
    const scorer = await registry.find('chrf')?.scorer()
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ', '😀'), minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(text, text, (prediction, reference) => {
        const pair = { prediction, references: [reference] }
        const matches = scorer?.explain?.(pair)?.filter(isMatch) ?? []
        const statistics = scorer?.corpus?.of(pair) ?? []
        for (let order = 1; order <= 6; order++) {
          const shared = matches.filter((match) => [...match.text].length === order)
          const count = shared.reduce((sum, match) => sum + match.count, 0)
          expect(count).toBe(statistics[3 * order - 1])
        }
      }),
    )
  })
})
