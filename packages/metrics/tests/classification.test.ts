import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  averagedScores,
  balancedAccuracy,
  cohensKappa,
  labelScores,
  matthewsCorrelation,
} from '../src/classification/classification-scores.ts'
import { confusionMatrix, type Label } from '../src/classification/confusion-matrix.ts'
import { krippendorffAlpha } from '../src/classification/krippendorff.ts'
import { MetricError } from '../src/metric-error.ts'
import { createRegistry } from '../src/registry.ts'
import { expectClose, golden } from './golden.ts'

interface Row {
  id: string
  truth: Label[]
  prediction: Label[]
}

interface RatingRow {
  id: string
  ratings: (number | null)[][]
}

function report(truth: Label[], prediction: Label[]) {
  const matrix = confusionMatrix(truth, prediction)
  const scores = labelScores(matrix)
  const kappa = (weights: 'none' | 'linear' | 'quadratic') => {
    const value = cohensKappa(matrix, weights)
    return Number.isNaN(value) ? null : value
  }
  return {
    labels: matrix.labels,
    confusion_matrix: matrix.counts,
    accuracy: accuracy(matrix),
    ...averagedScores(matrix),
    per_class: {
      precision: scores.map((label) => label.precision),
      recall: scores.map((label) => label.recall),
      f1: scores.map((label) => label.f1),
      support: scores.map((label) => label.support),
    },
    balanced_accuracy: balancedAccuracy(matrix),
    cohen_kappa: kappa('none'),
    cohen_kappa_linear: kappa('linear'),
    cohen_kappa_quadratic: kappa('quadratic'),
    mcc: matthewsCorrelation(matrix),
  }
}

const labelled = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('a', 'b', 'c')), { minLength: 1, maxLength: 40 })
  .map((pairs) => ({ truth: pairs.map(([t]) => t), prediction: pairs.map(([, p]) => p) }))

const ratings = fc
  .array(fc.array(fc.constantFrom(1, 2, 3, 4, null), { minLength: 6, maxLength: 6 }), { minLength: 2, maxLength: 4 })
  .filter((raters) => !Number.isNaN(krippendorffAlpha(raters, 'nominal')))

describe('classification', () => {
  it.each(golden<Row>('classification'))('equals scikit-learn, $id', ({ id, truth, prediction, ...expected }) => {
    expectClose(report(truth, prediction), expected, id)
  })

  it.each(golden<Row & { accuracy: number }>('classification'))(
    'has the accuracy of scikit-learn as the mean over examples, $id',
    async ({ truth, prediction, accuracy: expected }) => {
      const scorer = await createRegistry().find('accuracy')?.scorer()
      const examples = truth.map((label, at) => ({ prediction: `${prediction[at]}`, references: [`${label}`] }))
      const scores = await Promise.all(examples.map((example) => scorer?.score(example)))
      expect(scores.reduce((sum, of) => sum + (of?.['accuracy'] ?? 0), 0) / scores.length).toBeCloseTo(expected, 12)
    },
  )

  it.each([
    [' positive\n', ['positive'], 1],
    ['Positive', ['positive'], 0],
    ['neutral', ['positive', 'neutral '], 1],
    ['', [''], 1],
    ['positive', [], null],
  ])('scores the label %j against %j with %s', async (prediction, references, expected) => {
    const scorer = await createRegistry().find('accuracy')?.scorer()
    expect(scorer?.score({ prediction, references })).toEqual({ accuracy: expected })
  })

  it('keeps every score within its bounds', () => {
    fc.assert(
      fc.property(labelled, ({ truth, prediction }) => {
        const matrix = confusionMatrix(truth, prediction)
        const { macro, weighted } = averagedScores(matrix)
        const shares = [accuracy(matrix), balancedAccuracy(matrix), ...Object.values(macro), ...Object.values(weighted)]
        for (const share of shares) expect(share).toSatisfy((x: number) => x >= 0 && x <= 1 + 1e-12)
        expect(Math.abs(matthewsCorrelation(matrix))).toBeLessThanOrEqual(1 + 1e-12)
      }),
    )
  })

  it('does not depend on the order of the examples', () => {
    fc.assert(
      fc.property(labelled, ({ truth, prediction }) => {
        expect(report(truth.toReversed(), prediction.toReversed())).toEqual(report(truth, prediction))
      }),
    )
  })

  it('finds kappa and the correlation the same with truth and prediction swapped', () => {
    fc.assert(
      fc.property(labelled, ({ truth, prediction }) => {
        const [there, back] = [confusionMatrix(truth, prediction), confusionMatrix(prediction, truth)]
        expect(matthewsCorrelation(there)).toBeCloseTo(matthewsCorrelation(back), 12)
        for (const weights of ['none', 'linear', 'quadratic'] as const) {
          const [left, right] = [cohensKappa(there, weights), cohensKappa(back, weights)]
          expect(Object.is(left, right) || Math.abs(left - right) < 1e-12).toBe(true)
        }
      }),
    )
  })

  it('sorts numbers before strings and strings by code point', () => {
    const labels: Label[] = ['\u{1f600}', '\uff21', 'b', 10, 'ba', 2]
    expect(confusionMatrix(labels, labels).labels).toEqual([2, 10, 'b', 'ba', '\uff21', '\u{1f600}'])
  })

  it('refuses input that has no answer, with a code', () => {
    const code = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return MetricError.is(error) ? error.code : error
      }
      return null
    }
    expect(code(() => confusionMatrix([], []))).toBe('EMPTY')
    expect(code(() => confusionMatrix(['a'], []))).toBe('LENGTHS_DIFFER')
    expect(code(() => confusionMatrix([Number.NaN], [1]))).toBe('NOT_FINITE')
    expect(code(() => krippendorffAlpha([['a'], ['b']], 'interval'))).toBe('RATING_INVALID')
    expect(code(() => krippendorffAlpha([[1], [1, 2]], 'nominal'))).toBe('LENGTHS_DIFFER')
  })
})

describe("Krippendorff's alpha", () => {
  it.each(golden<RatingRow>('krippendorff'))('equals the reference, $id', ({ id, ratings: given, ...expected }) => {
    const found = (['nominal', 'ordinal', 'interval', 'ratio'] as const).map((level) => [
      level,
      krippendorffAlpha(given, level),
    ])
    expectClose(Object.fromEntries(found), expected, id)
  })

  it('depends neither on the order of the raters nor on that of the units', () => {
    fc.assert(
      fc.property(ratings, fc.constantFrom('nominal', 'ordinal', 'interval', 'ratio'), (raters, level) => {
        const alpha = krippendorffAlpha(raters, level)
        expect(krippendorffAlpha(raters.toReversed(), level)).toBeCloseTo(alpha, 10)
        const reversed = raters.map((rater) => rater.toReversed())
        expect(krippendorffAlpha(reversed, level)).toBeCloseTo(alpha, 10)
        expect(alpha).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('is not a number where nothing can disagree', () => {
    expect(krippendorffAlpha([], 'nominal')).toBeNaN()
    expect(
      krippendorffAlpha(
        [
          [1, 1],
          [1, 1],
        ],
        'interval',
      ),
    ).toBeNaN()
    expect(
      krippendorffAlpha(
        [
          [1, null],
          [null, 2],
        ],
        'nominal',
      ),
    ).toBeNaN()
  })
})

describe('accuracy', () => {
  it.each([
    ['true', 'True', 1],
    ['False', 'false', 1],
    ['true', 'false', 0],
    ['Yes', 'yes', 0],
    [' a ', 'a', 1],
    ['1.0', '1', 1],
    ['-3', '-3.00', 1],
    ['1.5', '1.50', 0],
    ['01', '1', 0],
    ['1.0.0', '1.0', 0],
  ])('of the label %j and the prediction %j is %d', async (label, prediction, expected) => {
    const scorer = await createRegistry().find('accuracy')?.scorer()
    expect(await scorer?.score({ prediction, references: [label] })).toEqual({ accuracy: expected })
  })
})
