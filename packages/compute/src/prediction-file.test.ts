import { expect, it } from 'vitest'
import {
  answerColumn,
  keptPredictionColumns,
  predictionColumns,
  predictionOutput,
  toKeptPrediction,
  toPredictionRow,
} from './prediction-file.ts'

const answer = {
  example: 3,
  repeat: 0,
  output: 'Yes.',
  error: null,
  input_tokens: 5,
  output_tokens: 2,
  reasoning_tokens: 1,
  cost: 0.25,
  latency_ms: 12.5,
  cached: false,
  finish_reason: 'length' as const,
  reasoning: 'Hm.',
  answered_at: '2026-01-01T00:00:00.000Z',
  served_model: 'm-1',
  system_fingerprint: null,
  adaptations: [],
}

it('keeps the names under which files are stored, as they are read years later', () => {
  expect(predictionOutput).toBe('predictions')
  expect(answerColumn).toBe('prediction')
  expect(predictionColumns).toEqual([
    { name: 'prediction', type: 'VARCHAR' },
    { name: 'error', type: 'VARCHAR' },
    { name: 'input_tokens', type: 'BIGINT' },
    { name: 'output_tokens', type: 'BIGINT' },
    { name: 'cost', type: 'DOUBLE' },
    { name: 'latency_ms', type: 'DOUBLE' },
    { name: 'cached', type: 'BOOLEAN' },
    { name: 'finish_reason', type: 'VARCHAR' },
    { name: 'reasoning', type: 'VARCHAR' },
    { name: 'answered_at', type: 'VARCHAR' },
    { name: 'reasoning_tokens', type: 'BIGINT' },
  ])
  expect(toPredictionRow(answer)).toEqual([
    ...['Yes.', null, 5, 2, 0.25, 12.5, false],
    ...['length', 'Hm.', '2026-01-01T00:00:00.000Z', 1],
  ])
})

it('reads from the columns that it names what was written there', () => {
  const names = predictionColumns.map(({ name }) => name)
  const values = new Map(toPredictionRow(answer).map((value, at) => [names[at] ?? '', value]))
  const row = Object.fromEntries(keptPredictionColumns.map((name) => [`2.${name}`, values.get(name)]))
  const kept = { prediction: 'Yes.', error: null, latency_ms: 12.5, cost: 0.25 }
  expect(toKeptPrediction({ ...row, example: 3 }, '2.')).toEqual(kept)
})
