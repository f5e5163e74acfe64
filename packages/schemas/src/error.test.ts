import { describe, expect, it } from 'vitest'
import { accountErrors } from './error/account-errors.ts'
import { applicationErrors } from './error/application-errors.ts'
import { commandErrors } from './error/command-errors.ts'
import { comparisonErrors } from './error/comparison-errors.ts'
import { datasetErrors } from './error/dataset-errors.ts'
import { evaluationErrors } from './error/evaluation-errors.ts'
import { fileErrors } from './error/file-errors.ts'
import { requestErrors } from './error/request-errors.ts'
import { runErrors } from './error/run-errors.ts'
import { serverErrors } from './error/server-errors.ts'
import { signInErrors } from './error/sign-in-errors.ts'
import { tableErrors } from './error/table-errors.ts'
import { uploadErrors } from './error/upload-errors.ts'
import { workErrors } from './error/work-errors.ts'
import { DomainError, errorBody, errorCatalogue, toErrorBody } from './error.ts'
import { type Need, need } from './need.ts'

it('has no code in two groups, of which one would be lost', () => {
  const groups = [
    ...[requestErrors, serverErrors, signInErrors, accountErrors, uploadErrors, fileErrors, tableErrors],
    ...[datasetErrors, runErrors, evaluationErrors, applicationErrors, commandErrors, comparisonErrors, workErrors],
  ]
  const codes = groups.flatMap((group) => Object.keys(group))
  expect(codes).toEqual(Object.keys(errorCatalogue))
})

describe(DomainError, () => {
  it('carries what the catalogue says of its code', () => {
    const error = new DomainError('UPLOAD_INCOMPLETE', { received_bytes: 3, size_bytes: 5 })
    expect(error).toMatchObject({ code: 'UPLOAD_INCOMPLETE', status: 409, retryable: false })
    expect(error.message).toBe('The upload holds 3 of 5 bytes: send the rest before using it.')
  })

  it('is known by its marker and its code, not by its class', () => {
    const error: unknown = new DomainError('INTERNAL', {})
    expect(DomainError.is(error)).toBe(true)
    expect(DomainError.is(error, 'INTERNAL')).toBe(true)
    expect(DomainError.is(error, 'UNAVAILABLE')).toBe(false)
    expect(DomainError.is(new Error('INTERNAL'))).toBe(false)
    expect(DomainError.is(undefined)).toBe(false)
  })

  it('says line and column of a refused table where they are known', () => {
    const facts = { reason: 'The quote is never closed.', hint: 'Close it.' }
    expect(new DomainError('TABLE_INVALID', { ...facts, line: 7, column: 'text' }).message).toBe(
      'line 7, column text: The quote is never closed. Close it.',
    )
    expect(new DomainError('TABLE_INVALID', { ...facts, line: null, column: null }).message).toBe(
      'The quote is never closed. Close it.',
    )
  })

  it('says what is wrong with an input, and ends as the last of it does', () => {
    const issues = [
      { path: '', message: 'must be whole' },
      { path: 'model', message: 'is no field here; did you mean models?' },
    ]
    expect(new DomainError('INPUT_INVALID', { issues }).message).toBe(
      'The input is not valid: must be whole; model: is no field here; did you mean models?',
    )
    expect(new DomainError('INPUT_INVALID', { issues: issues.slice(0, 1) }).message).toMatch(/whole\.$/)
  })

  it('names what is near an unknown name', () => {
    const { message } = new DomainError('METRIC_UNKNOWN', { metric: 'rogue', nearest: ['rouge', 'rouge1'] })
    expect(message).toBe('There is no metric "rogue". Did you mean "rouge" or "rouge1"?')
    expect(new DomainError('METRIC_UNKNOWN', { metric: 'x', nearest: [] }).message).toBe('There is no metric "x".')
  })
})

describe('FORBIDDEN', () => {
  it.each<[Need, string]>([
    [{ scope: 'secrets:read' }, 'This needs the scope secrets:read.'],
    [{ group: 'admin' }, 'This needs the group admin.'],
    [{ owner_of: 'dataset' }, 'This needs the owner of the dataset.'],
    [{ share: 'run', access: 'write' }, 'This needs a share of the run with write access.'],
    [{ credential: 'session' }, 'This needs the session of a browser.'],
    [{ group_of: 'the lab' }, 'This needs a group of the lab that Assay knows.'],
    [{ account_by: 'admin' }, 'This needs an account, which an admin can make.'],
    [
      { account_of: 'the lab', email: 'ada@example.org' },
      'This needs an account that the lab may open: ada@example.org has one already, which is not linked to it. Sign in as before.',
    ],
  ])('says in words that %j is missing', (needs, sentence) => {
    expect(need.parse(needs)).toEqual(needs)
    expect(new DomainError('FORBIDDEN', { needs }).message).toBe(sentence)
  })
})

it('has an HTTP error status for every code', () => {
  for (const { status } of Object.values(errorCatalogue)) expect(status).toBeGreaterThanOrEqual(400)
})

it('writes an error as the one body that errors have', () => {
  const body = toErrorBody(new DomainError('JOB_NOT_FOUND', { job_id: 'x' }), 'request-1')
  expect(errorBody.parse(body)).toEqual({
    code: 'JOB_NOT_FOUND',
    message: 'There is no such job, or it is not yours. Check the id.',
    retryable: false,
    data: { job_id: 'x' },
    request_id: 'request-1',
  })
})
