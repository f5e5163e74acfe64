import { expect, it } from 'vitest'
import { readReply } from './reply.ts'

it.for<[string, number, string | null]>([
  ['{"reason": "It is short.", "score": 4}', 4, 'It is short.'],
  ['```json\n{"score": "3.5", "reason": ""}\n```', 3.5, null],
  ['I think {so}. {"reason": "a } and a \\" in it", "score": 2}', 2, 'a } and a " in it'],
  ['{"score": 4} and again {"score": 4, "reason": "x"}', 4, null],
  ['It is good.\nScore: 4', 4, 'It is good.\nScore: 4'],
  ['**Score:** 4/5', 4, '**Score:** 4/5'],
  ['5', 5, '5'],
  ['4 / 5.', 4, '4 / 5.'],
])('reads %j as %d', ([text, score, reason]) => {
  expect(readReply(text, [1, 5])).toEqual({ score, reason })
})

it.for<[string, RegExp]>([
  ['I cannot judge that.', /no score: “I cannot judge that\.”/],
  ['', /no score: “”/],
  ['{"score": "high"}', /no score/],
  ['{"score": 4} or {"score": 2}', /several scores/],
  ['score: 4, or rather score: 2', /several scores/],
  ['{"score": 7}', /is 7, and not from 1 to 5/],
  ['{"score": 0}', /is 0, and not from 1 to 5/],
  ['There were 3 of 5 reasons', /no score/],
  ['{'.repeat(5000), /no score/],
])('takes no score from %j, and keeps the text', ([text, error]) => {
  expect(readReply(text, [1, 5])).toEqual({ score: null, error: expect.stringMatching(error) })
})
