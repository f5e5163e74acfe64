import { expect, test } from 'vitest'
import { nearestNames } from './nearest-names.ts'

test('names that resemble an unknown one come best first, three at most', () => {
  expect(nearestNames('rogueL', ['bleu', 'rouge2', 'rougeL', 'rouge1', 'rougeLsum'])).toEqual([
    'rougeL',
    'rouge2',
    'rouge1',
  ])
})

test('a name that is known twice, as of a metric and of its score, is said once', () => {
  expect(nearestNames('commet', ['comet', 'comet', 'meteor'])).toEqual(['comet'])
})

test('what resembles nothing has no nearest name', () => {
  expect(nearestNames('zzzzzz', ['bleu', 'chrf'])).toEqual([])
})
