import { inspect } from 'node:util'
import { type ClaimedJob, DomainError } from '@assay/schemas'
import { expect, it } from 'vitest'
import { startAttempt } from './attempt.ts'
import { createLogWriter } from './attempt-log/log-writer.ts'
import type { Runner } from './runner.ts'

const secret = 'sk-HarbourPilot/0123456789'
const encoded = Buffer.from(`user:${secret}`).toString('base64')

const job: ClaimedJob = {
  id: '0198f000-0000-7000-8000-000000000001',
  run_id: '0198f000-0000-7000-8000-000000000002',
  owner_id: '0198f000-0000-7000-8000-000000000003',
  worker_id: '0198f000-0000-7000-8000-000000000004',
  name: 'only',
  kind: 'step',
  spec: {},
  requires: null,
  gpus: null,
  attempt: 1,
}

/** How an attempt ends, and what is logged of it. */
async function endOf(run: Runner) {
  const logged: string[] = []
  const write = (facts: object, message: string) => void logged.push(`${message} ${inspect(facts, { depth: 9 })}`)
  const log = { info: write, warn: write, error: write }
  const logs = createLogWriter({ source: { log: async () => {}, isOutage: () => false }, log })
  return { end: await startAttempt(job, run, { note: () => {}, logs, isOutage: () => false, log }).ended, logged }
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
  const error = {
    code: 'INTERNAL',
    message: expect.stringContaining(`Its log has the details under the job_id ${job.id}`),
  }
  expect(end).toMatchObject({ kind: 'failed', error })
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
