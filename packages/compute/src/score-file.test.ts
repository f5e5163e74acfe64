import { expect, it } from 'vitest'
import { reservedNames, scoreFileColumns, scoreOutput, summandColumns, toScoreRow } from './score-file.ts'

const contents = { scores: ['rouge1', 'bleu'], summands: { bleu: ['matches', 'length'] } }

it('keeps the names under which files are stored, as they are read years later', () => {
  expect(scoreOutput).toBe('scores')
  expect([...reservedNames]).toEqual(['example', 'error', 'latency_ms', 'cost'])
  expect(scoreFileColumns({ ...contents, repeats: 2 })).toEqual([
    { name: 'error', type: 'VARCHAR' },
    { name: 'latency_ms', type: 'DOUBLE' },
    { name: 'cost', type: 'DOUBLE' },
    { name: 'rouge1', type: 'DOUBLE' },
    { name: 'bleu', type: 'DOUBLE' },
    { name: 'rouge1#1', type: 'DOUBLE' },
    { name: 'bleu#1', type: 'DOUBLE' },
    { name: 'rouge1#2', type: 'DOUBLE' },
    { name: 'bleu#2', type: 'DOUBLE' },
    { name: 'bleu:matches#1', type: 'DOUBLE' },
    { name: 'bleu:length#1', type: 'DOUBLE' },
    { name: 'bleu:matches#2', type: 'DOUBLE' },
    { name: 'bleu:length#2', type: 'DOUBLE' },
  ])
})

it.for([0, 1])('has no columns of repeats where there are %d: a single one is its own mean', (repeats) => {
  const names = scoreFileColumns({ ...contents, repeats }).map(({ name }) => name)
  expect(names).toEqual(['error', 'latency_ms', 'cost', 'rouge1', 'bleu', 'bleu:matches', 'bleu:length'])
  expect(summandColumns({ metric: 'bleu', summands: ['matches'], repeats })).toEqual([['bleu:matches']])
})

it('puts the values of an example where the columns are', () => {
  const row = toScoreRow({
    error: 'refused',
    taken: [12, 0.5],
    means: [0.2, null],
    scores: [
      [0.1, 0.3],
      [null, null],
    ],
    summands: [1, 2, 3, 4],
  })
  expect(row).toEqual(['refused', 12, 0.5, 0.2, null, 0.1, null, 0.3, null, 1, 2, 3, 4])
  expect(row).toHaveLength(scoreFileColumns({ ...contents, repeats: 2 }).length)
})
