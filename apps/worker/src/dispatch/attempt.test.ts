import { type JobRow, newId } from '@assay/db'
import { createLog } from '@assay/program'
import { DomainError } from '@assay/schemas'
import { expect, it } from 'vitest'
import { startAttempt } from './attempt.ts'
import type { Runner } from './runner.ts'

const secret = 'sk-HarbourPilot/0123456789'
const encoded = Buffer.from(`user:${secret}`).toString('base64')

const job: JobRow = {
  id: newId(),
  run_id: newId(),
  experiment_id: null,
  owner_id: newId(),
  name: 'inference',
  kind: 'inference',
  state: 'running',
  spec: { kind: 'application' },
  fingerprint: null,
  placement: 'platform',
  waits_for: 0,
  priority: 0,
  attempt: 1,
  attempts_left: 2,
  max_attempts: 3,
  worker_id: newId(),
  phase: null,
  available_at: null,
  stop_requested_at: null,
  progress_done: null,
  progress_total: null,
  result: null,
  error: null,
  reused_from: null,
  created_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  finished_at: null,
}

/** How an attempt ends, and what is logged of it. */
async function endOf(run: Runner) {
  const logged: string[] = []
  const log = createLog('info', { write: (line) => void logged.push(line) })
  return { end: await startAttempt(job, run, { progress: () => {}, log }).ended, logged }
}

it('tells nothing of a secret that its job was given: not in an error of ours', async () => {
  const { end } = await endOf(async (_, { hide }) => {
    hide(secret)
    throw new DomainError('URL_REFUSED', { host: secret.toLowerCase(), reason: `it redirects to /?auth=${encoded}` })
  })
  expect(end).toMatchObject({ kind: 'failed', error: { code: 'URL_REFUSED', data: { host: '(secret)' } } })
  expect(JSON.stringify(end)).not.toMatch(/harbourpilot/i)
  expect(JSON.stringify(end)).not.toContain(encoded.slice(10, 30))
})

it('nor in an error of anybody else, which is logged', async () => {
  const { end, logged } = await endOf(async (_, { hide }) => {
    hide(secret)
    throw new TypeError(`invalid header: Bearer ${secret}`, { cause: new Error(secret) })
  })
  expect(end).toMatchObject({ kind: 'failed', error: { code: 'INTERNAL' } })
  expect(JSON.stringify(logged)).toContain('invalid header: Bearer (secret)')
  expect(JSON.stringify([end, logged])).not.toContain('HarbourPilot')
})

it('nor in a result', async () => {
  const { end } = await endOf(async (_, { hide }) => {
    hide(secret)
    return { result: { failures: [{ reason: `it said ${secret}`, examples: 1 }] }, outputs: [] }
  })
  expect(end).toMatchObject({ result: { failures: [{ reason: 'it said (secret)', examples: 1 }] } })
})
