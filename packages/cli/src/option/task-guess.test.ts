import { expect, test } from 'vitest'
import { guessTask } from './task-guess.ts'

test.each([
  ['summarization', {}, 'examples'],
  ['summarization', { metrics: ['rouge', 'exact_match'] }, 'text'],
  ['text-generation', {}, 'question'],
  ['text-generation', { metrics: ['exact_match', 'token_f1'] }, 'examples'],
  ['text-generation', { prompt: 'Answer: {input}' }, 'examples'],
  ['translation', { sourceLanguage: 'en', targetLanguage: 'de' }, 'examples'],
])('is %s with the options %j and the column %s', (task, options, input) => {
  expect(guessTask(options, input).task).toBe(task)
})
