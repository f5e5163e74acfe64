import { expect, it } from 'vitest'
import { readPairReply } from './pair-reply.ts'

it.each([
  ['{"reason": "It says more.", "better": "first"}', 1, 'It says more.'],
  ['Let me see.\n```json\n{"better": " Second "}\n```', -1, null],
  ['{"reason": "", "better": "tie"}', 0, null],
  ['Tie.', 0, null],
  ['**first**', 1, null],
])('reads which answer is better out of %j', (text, score, reason) => {
  expect(readPairReply(text)).toEqual({ score, reason })
})

it.each([
  ['', /does not say which/],
  ['The first one is longer than the second.', /does not say which: “The first one/],
  ['{"better": "both"}', /does not say which/],
  ['{"better": "first"} or {"better": "second"}', /says several/],
])('takes %j for no judgement', (text, error) => {
  expect(readPairReply(text)).toEqual({ score: null, error: expect.stringMatching(error) })
})
