import type { JobKind } from '@assay/sdk'
import { expect, test } from 'vitest'
import { RunTally } from './run-tally.ts'

function startTally(...kinds: JobKind[]): RunTally {
  return new RunTally({ jobs: kinds.map((kind, at) => ({ id: `job-${at}`, kind })) })
}

function advance(tally: RunTally, at: number, data: { done: number; total: number | null; name: string }): void {
  tally.note({ type: 'job.progress', job_id: `job-${at}`, data })
}

test('what a run does is told by the kind of its job, whatever the job is called', () => {
  const tally = startTally('inference', 'evaluation')
  advance(tally, 0, { done: 3, total: 12, name: 'evaluation' })
  expect(tally).toMatchObject({ phase: 'inference', done: 3, total: 12 })
  advance(tally, 1, { done: 1, total: 12, name: 'rouge' })
  expect(tally).toMatchObject({ phase: 'scoring', done: 1, total: 12 })
})

test('jobs that do the same are counted together, and are done when the run has succeeded', () => {
  const tally = startTally('inference', 'inference')
  advance(tally, 0, { done: 3, total: 12, name: 'first' })
  advance(tally, 1, { done: 5, total: 12, name: 'second' })
  expect(tally).toMatchObject({ done: 8, total: 24 })
  tally.note({ type: 'run.succeeded', job_id: null, data: {} })
  expect(tally).toMatchObject({ phase: 'succeeded', done: 24, total: 24 })
})

test('a run that waits says for what, and goes on from where it stood', () => {
  const tally = startTally('inference')
  advance(tally, 0, { done: 3, total: 12, name: 'inference' })
  const waiting_for = '502: the endpoint failed'
  tally.note({ type: 'job.progress', job_id: 'job-0', data: { done: 3, total: 12, name: 'inference', waiting_for } })
  expect(tally).toMatchObject({ phase: 'waits: 502: the endpoint failed', done: 3, total: 12 })
  advance(tally, 0, { done: 4, total: 12, name: 'inference' })
  expect(tally).toMatchObject({ phase: 'inference', done: 4, total: 12 })
})
