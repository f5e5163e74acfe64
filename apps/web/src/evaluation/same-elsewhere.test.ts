import { expect, it } from 'vitest'
import type { Plan } from './plan.ts'
import { cliLine, sdkCalls } from './same-elsewhere.ts'

const plan: Plan = {
  name: "Anna's news",
  dataset_id: 'd1',
  columns: { input: 'the text', reference: 'summary' },
  task: 'summarization',
  source_language: '',
  target_language: '',
  models: ['lead-3', 'm@http://localhost:1/v1'],
  secret: 'KEY',
  holds_answers: false,
  metrics: ['rouge'],
  max_samples: 10,
  repeats: 1,
  seed: 0,
}

it('says as a line of a shell what would be evaluated', () => {
  expect(cliLine(plan, 'http://a')).toBe(
    "assay evaluate d1 --models lead-3,m@http://localhost:1/v1 --metrics rouge --secret KEY --name 'Anna'\\''s news' " +
      "--task summarization --input-column 'the text' --reference-column summary --max-samples 10 --url http://a",
  )
})

it('says as calls of the SDK what would be evaluated', () => {
  const calls = sdkCalls(plan, 'http://a')
  expect(calls).toContain("name: 'Anna\\'s news',\n")
  expect(calls).toContain("models: ['lead-3', {\n    provider: 'openai-compatible',\n")
  expect(calls).toContain('max_samples: 10,\n})')
})
