import { expect, test } from 'vitest'
import { answerNotes, renderAnswers } from './answer-notes.ts'

const none = { name: 'gpt', reused_answers: 0, oldest_answer_at: null, notices: [] }

test('answers that were given now, and whole, are not spoken of', () => {
  expect(answerNotes(none)).toEqual([])
})

test('answers of before are counted and dated, and the way to new ones is named', () => {
  const notes = answerNotes({ ...none, reused_answers: 7, oldest_answer_at: '2026-01-02T03:04:05.000Z' })
  expect(notes).toEqual([
    'gpt: 7 answers were given before, the oldest on 2026-01-02; --force-rerun asks for them anew.',
  ])
})

test('what the inference says is told of its run', () => {
  expect(answerNotes({ ...none, notices: ['1 answer was cut off.'] })).toEqual(['gpt: 1 answer was cut off.'])
})

test('a single run tells how many of its examples failed, and why', () => {
  const result = {
    ...{
      examples: 30,
      without_input: 0,
      failed: 1,
      failures: [{ reason: '400: Flagged by policy.', examples: 1 }],
      cached: 0,
    },
    ...{ reused_answers: 0, oldest_answer_at: null, newest_answer_at: null, cut_off: 0, reasoned: 0, served_by: [] },
    ...{ notices: [], input_tokens: 0, output_tokens: 0, cost: 0, mean_latency_ms: 1 },
  }
  expect(renderAnswers([{ run: 'gpt', job: { result, reused_from: null } }])).toBe(
    'gpt: 1 of 30 examples has no answer and no score: 400: Flagged by policy. (1)',
  )
  expect(renderAnswers([{ run: 'gpt', job: { result: { ...result, failed: 0 }, reused_from: null } }])).toBe('')
})
