import { DomainError } from '@assay/schemas'
import { TRPCError } from '@trpc/server'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { foldError } from './error.ts'

const withCode = (code: string, message = 'secret detail') => Object.assign(new Error(message), { code })

describe(foldError, () => {
  it('leaves errors of the catalogue as they are, however tRPC wrapped them', () => {
    const error = new DomainError('RUN_NOT_FOUND', { run_id: 'x' })
    expect(foldError(error)).toBe(error)
    expect(foldError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }))).toBe(error)
  })

  it('names every wrong field of an input', () => {
    const { error } = z.object({ name: z.string(), tags: z.array(z.number()) }).safeParse({ tags: [1, 'x'] })
    const folded = foldError(new TRPCError({ code: 'BAD_REQUEST', cause: error }))
    expect(folded).toMatchObject({ code: 'INPUT_INVALID', status: 400 })
    expect(folded.data).toMatchObject({ issues: [{ path: 'name' }, { path: 'tags.1' }] })
  })

  it('takes an answer that breaks its schema for a fault of ours, and tells nothing of it', () => {
    const { error } = z.object({ name: z.string() }).safeParse({ password: 'secret detail' })
    const folded = foldError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }))
    expect(folded.code).toBe('INTERNAL')
    expect(folded.message).not.toContain('name')
  })

  test.each([
    ['ECONNREFUSED', 'UNAVAILABLE', 503],
    ['57P01', 'UNAVAILABLE', 503],
    ['53100', 'STORAGE_FULL', 507],
    ['ENOSPC', 'STORAGE_FULL', 507],
    ['22021', 'INPUT_INVALID', 400],
    ['22P05', 'INPUT_INVALID', 400],
    ['22P02', 'INTERNAL', 500],
    ['23505', 'INTERNAL', 500],
  ])('an error %s is %s (%i)', (code, folded, status) => {
    const error = new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: withCode(code) })
    expect(foldError(error)).toMatchObject({ code: folded, status })
    expect(foldError(error).message).not.toContain('secret')
  })

  test.each([
    ['FST_ERR_CTP_BODY_TOO_LARGE', 413, 'BODY_TOO_LARGE'],
    ['FST_ERR_CTP_INVALID_MEDIA_TYPE', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['FST_ERR_CTP_INVALID_CONTENT_LENGTH', 400, 'INPUT_INVALID'],
  ])('what Fastify refuses with %s is %i %s', (code, statusCode, folded) => {
    expect(foldError(Object.assign(withCode(code), { statusCode }))).toMatchObject({ code: folded, status: statusCode })
  })

  test.each(['just text', undefined, null, 3, {}])('%j, thrown by whatever, is a fault of ours', (thrown) => {
    expect(foldError(thrown).code).toBe('INTERNAL')
  })
})
