import { expect, test } from 'vitest'
import { answerNotes } from './answer-notes.ts'

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
