import { createRegistry, type Match, type MetricExample } from '@assay/metrics'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const registry = createRegistry()

async function explain(metric: string, example: MetricExample): Promise<readonly Match[]> {
  return (await registry.find(metric)?.scorer())?.explain?.(example) ?? []
}

const example = {
  prediction: 'Two cats were running to an auto.',
  references: ['A dog sleeps.', 'Two cats ran, running to the car.'],
}

describe('explanations', () => {
  it('show the words and word pairs of ROUGE where they stand', async () => {
    const matches = await explain('rouge', example)
    const pairs = matches.filter(({ score }) => score === 'rouge2').map(({ text }) => text)
    expect(pairs).toEqual(['two cat', 'run to'])
    const run = matches.find(({ score, text }) => score === 'rouge1' && text === 'run')
    expect(run).toMatchObject({ reference: 1, count: 1, prediction_spans: [[14, 21]], reference_spans: [[14, 21]] })
  })

  it('tell exact words, stems and synonyms apart in METEOR', async () => {
    const matches = await explain('meteor', {
      prediction: 'an auto runs',
      references: ['the car runs', 'the car running'],
    })
    expect(matches.map(({ text, kind }) => [text, kind])).toEqual([
      ['auto', 'synonym'],
      ['runs', 'exact'],
    ])
    const stems = await explain('meteor', { prediction: 'runs', references: ['running'] })
    expect(stems).toMatchObject([{ kind: 'stem', prediction_spans: [[0, 4]], reference_spans: [[0, 7]] }])
  })

  it('show the n-grams of BLEU and the shared words of token F1', async () => {
    const bleu = await explain('bleu', example)
    expect(bleu.map(({ text }) => text)).toEqual(['Two', 'cats', 'running', 'to', '.', 'Two cats', 'running to'])
    const words = await explain('token_f1', { prediction: 'The Eiffel Tower!', references: ['eiffel tower', 'Paris'] })
    expect(words.map(({ text, prediction_spans }) => [text, prediction_spans])).toEqual([
      ['eiffel', [[4, 10]]],
      ['tower', [[11, 17]]],
    ])
  })

  it.each(['rouge', 'bleu', 'bleu_hf', 'meteor', 'meteor_no_synonyms', 'token_f1'])(
    'of %s stay inside both texts and name an existing reference',
    async (metric) => {
      const scorer = await registry.find(metric)?.scorer()
      const word = fc.constantFrom('the', 'cats', 'cat', "isn't", '&amp;', '"hi"', '😀', 'é', '3.5')
      const text = fc.array(word, { maxLength: 15 }).map((words) => words.join(' '))
      fc.assert(
        fc.property(text, fc.array(text, { maxLength: 3 }), (prediction, references) => {
          for (const match of scorer?.explain?.({ prediction, references }) ?? []) {
            const reference = references[match.reference] ?? ''
            expect(match.count).toBeGreaterThan(0)
            for (const [start, end] of match.prediction_spans)
              expect(prediction.slice(start, end)).toHaveLength(end - start)
            for (const [start, end] of match.reference_spans)
              expect(reference.slice(start, end)).toHaveLength(end - start)
          }
        }),
        { numRuns: 50 },
      )
    },
  )

  it('count as many words as ROUGE-1 and ROUGE-L do', async () => {
    const scorer = await registry.find('rouge')?.scorer()
    const word = fc.constantFrom('cat', 'cats', 'dog', 'runs', 'running', 'x')
    const text = fc.array(word, { minLength: 1, maxLength: 15 })
    fc.assert(
      fc.property(text, text, (a, b) => {
        const pair = { prediction: a.join(' '), references: [b.join(' ')] }
        const matches = scorer?.explain?.(pair) ?? []
        const counted = (name: string) =>
          matches.filter(({ score }) => score === name).reduce((sum, { count }) => sum + count, 0)
        const scores = scorer?.score(pair)
        expect(scores).toMatchObject({
          rouge1_precision: expect.closeTo(counted('rouge1') / a.length, 12),
          rougeL_recall: expect.closeTo(counted('rougeL') / b.length, 12),
        })
      }),
    )
  })
})
